import { createHash } from 'node:crypto'

/** The id that Git gives a file of these bytes: 40 hex digits, SHA-1 over a header with the length and the bytes. */
export function gitBlobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex')
}

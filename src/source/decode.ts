import type { FileContent } from './files.js'
import type { Problem } from './problem.js'

/** What a file of the run may measure, in bytes, unless the configuration says otherwise. */
export const defaultMaxFileSize = 16 * 1024 * 1024

/** The part of {@link FileContent} that bytes alone decide. */
export type DecodedFile = Extract<FileContent, { kind: 'text' | 'unavailable' }>

/**
 * Text of a file's bytes: UTF-8 without any tolerance, or UTF-16 where a byte order mark says so; the mark is left out.
 *
 * Bytes that are neither, or more than `maxBytes` of them, are answered with `unavailable`.
 */
export function decodeText(bytes: Uint8Array, maxBytes: number = defaultMaxFileSize): DecodedFile {
  if (bytes.byteLength > maxBytes) {
    const reason = `it has ${bytes.byteLength} bytes, more than the ${maxBytes} that are read`
    return { kind: 'unavailable', reason, code: 'file-too-large' }
  }
  const encoding = encodingOf(bytes)
  try {
    return { kind: 'text', text: new TextDecoder(encoding, { fatal: true }).decode(bytes) }
  } catch {
    return { kind: 'unavailable', reason: `it is not valid ${encoding.toUpperCase()}`, code: 'file-encoding' }
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

/** The problem of a file that is there and could not be read. */
export function unavailableProblem(file: string, content: Extract<FileContent, { kind: 'unavailable' }>): Problem {
  const message = `The file could not be read: ${content.reason}.`
  return { code: content.code ?? 'file-unreadable', severity: 'error', message, file }
}

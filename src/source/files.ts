/**
 * What a stage may ask of the files of a run; the entries hand it in, no stage opens a file by itself.
 *
 * Paths are relative to the repository root with `/`; a path that leaves the root is answered with `outside`.
 */
export interface Files {
  read(path: string): FileContent
}

export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  /** By `..`, an absolute path or a symbolic link. */
  | { readonly kind: 'outside' }
  /** Present but not readable: too large, not UTF-8, or not to be had from the host. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly code?: 'file-too-large' | 'file-encoding' }

/** Joins a relative path to the folder of `from`; undefined when it is absolute, a URL or leaves the root. */
export function resolvePath(from: string, relative: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(relative) || relative.startsWith('/') || relative.startsWith('\\')) return undefined
  const parts = from.split('/').slice(0, -1)
  for (const part of relative.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (parts.length === 0) return undefined
      parts.pop()
    } else {
      parts.push(part)
    }
  }
  return parts.join('/')
}

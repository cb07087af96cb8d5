import { lstat, mkdir, realpath, rm, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'

/**
 * Writes a file that the workflow named, making its folders; answers with its absolute path.
 *
 * A relative path stays inside the workspace even where the checkout has links: they are the pull request's.
 */
export async function writeReport(workspace: string, folder: string, path: string, text: string): Promise<string> {
  if (isAbsolute(path)) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
    return path
  }
  const root = await realpath(workspace)
  const target = resolve(root, folder, path)
  if (!isInside(relative(root, target))) throw new Error('the path leads out of the workspace')
  await makeFolder(root, dirname(target))
  const found = await lstat(target).catch(() => undefined)
  if (found?.isSymbolicLink()) await rm(target)
  await writeFile(target, text)
  return target
}

/** Folder by folder, so that nothing is made behind a link that leads elsewhere. */
async function makeFolder(root: string, folder: string): Promise<void> {
  let at = root
  for (const part of relative(root, folder).split(sep)) {
    if (part === '') continue
    at = join(at, part)
    await mkdir(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    if (!isInside(relative(root, await realpath(at)))) throw new Error('a symbolic link leads out of the workspace')
  }
}

function isInside(path: string): boolean {
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
}

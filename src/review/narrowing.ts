import type { ParameterFile, Program } from '../language/program.js'

/** Templates judged with one parameter file only, where the user names it. */
export function chooseParameters(
  filesOf: (program: Program) => readonly ParameterFile[],
  path: string | undefined,
): (program: Program) => readonly ParameterFile[] {
  return path === undefined ? filesOf : (program) => filesOf(program).filter(({ file }) => file === path)
}

/** Every `count`th root template, counted from the `index`th (from 1): each is in exactly one shard. */
export function chooseShard({
  index,
  count,
}: {
  readonly index: number
  readonly count: number
}): (root: Program, position: number) => boolean {
  return (_, position) => position % count === index - 1
}

import type { ParameterFile, Program } from '../language/program.js'

/** Templates judged with one parameter file only, where the user names it. */
export function chooseParameters(
  filesOf: (program: Program) => readonly ParameterFile[],
  path: string | undefined,
): (program: Program) => readonly ParameterFile[] {
  return path === undefined ? filesOf : (program) => filesOf(program).filter(({ file }) => file === path)
}

/** The programs without the parameter files, roots by themselves, that the one that is named stands in place of. */
export function choosePrograms(programs: readonly Program[], path: string | undefined): readonly Program[] {
  return path === undefined ? programs : programs.filter(({ file }) => file === path || !/\.bicepparam$/i.test(file))
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

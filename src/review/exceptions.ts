import { parseBicep } from '../language/bicep/parser.js'
import type { Configuration } from '../rules/configuration.js'
import { readCommentAllows, readMetadataAllows } from '../rules/inline-allow.js'
import type { InlineAllow } from '../rules/inline-allow.js'
import type { Exceptions } from '../rules/waivers.js'
import type { Files } from '../source/files.js'
import { parseJson } from '../source/json.js'
import type { Comment } from '../source/node.js'
import { SourceText } from '../source/text.js'
import { parseYaml } from '../source/yaml.js'
import type { Programs } from './programs.js'

/** What makes a file worth a look for allows. */
const mark = 'kv-review'

/**
 * The waivers and inline allows of a run; with a base, allows that it does not have are only requested, unless the
 * configuration leaves them to authors.
 */
export function gatherExceptions(
  configuration: Configuration,
  { sources, comments }: Pick<Programs, 'sources' | 'comments'>,
  base: Files | undefined,
  wholeRun: boolean,
): Exceptions {
  const marked = [...sources.values()].filter(({ text }) => text.includes(mark))
  return {
    waivers: configuration.waivers,
    allows: marked.flatMap((source) => readAllows(source, comments.get(source.file))),
    baseAllows:
      base && configuration.inlineAllow === 'base' ? marked.flatMap((source) => allowsAt(base, source)) : undefined,
    wholeRun,
  }
}

function allowsAt(base: Files, { file }: SourceText): readonly InlineAllow[] {
  const content = base.read(file)
  return content.kind === 'text' && content.text.includes(mark) ? readAllows(new SourceText(file, content.text)) : []
}

/** `known` are the file's comments where it has been read already; a JSON file is read again for its metadata. */
function readAllows(source: SourceText, known?: readonly Comment[]): readonly InlineAllow[] {
  if (/\.bicep(?:param)?$/i.test(source.file)) return readCommentAllows(source, known ?? parseBicep(source).comments)
  if (/\.ya?ml$/i.test(source.file)) return readCommentAllows(source, known ?? parseYaml(source).comments)
  const { root, comments } = parseJson(source)
  return [...readCommentAllows(source, comments), ...(root ? readMetadataAllows(source, root) : [])]
}

import type { Node } from '../../source/node.js'

/**
 * The node at a path such as `$.network.rules[0]` or `.items['a b']`; undefined where there is none.
 *
 * What selects several nodes (`*`, `..`, filters) is `unsupported`.
 */
export function selectNode(root: Node, path: string): Node | 'unsupported' | undefined {
  const steps = readSteps(path)
  if (steps === undefined) return 'unsupported'
  let node: Node | undefined = root
  for (const step of steps) {
    if (node === undefined) return undefined
    node = typeof step === 'number' ? itemAt(node, step) : memberNamed(node, step)
  }
  return node
}

const dot = 46
const openSquare = 91

function readSteps(path: string): readonly (string | number)[] | undefined {
  const steps: (string | number)[] = []
  let at = path.startsWith('$') ? 1 : 0
  while (at < path.length) {
    const code = path.charCodeAt(at)
    if (code === openSquare) {
      const close = path.indexOf(']', at)
      const step = close < 0 ? undefined : bracketStep(path.slice(at + 1, close))
      if (step === undefined) return undefined
      steps.push(step)
      at = close + 1
      continue
    }
    if (code === dot) at++
    else if (at > 0) return undefined
    let end = at
    while (end < path.length && path.charCodeAt(end) !== dot && path.charCodeAt(end) !== openSquare) end++
    const name = path.slice(at, end)
    if (name === '' || name === '*') return undefined
    steps.push(name)
    at = end
  }
  return steps
}

function bracketStep(inside: string): string | number | undefined {
  if (/^\d{1,9}$/.test(inside)) return Number(inside)
  const quote = inside.charAt(0)
  const quoted = (quote === "'" || quote === '"') && inside.length >= 2 && inside.endsWith(quote)
  const name = inside.slice(1, -1)
  return quoted && !name.includes(quote) ? name : undefined
}

function itemAt(node: Node, index: number): Node | undefined {
  return node.kind === 'array' ? node.items[index] : undefined
}

/** Names compare exactly here, and the last of several wins, as the file's own readers have it. */
function memberNamed(node: Node, name: string): Node | undefined {
  return node.kind === 'object' ? node.members.findLast((member) => member.key === name)?.value : undefined
}

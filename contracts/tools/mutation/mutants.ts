import { type AstNode, type Compiled, compile } from './compile.ts'
import { type Mutant, operators, type SourceText } from './operators.ts'

/** A fault in a contract, with where it is and the whole source that has it. */
export interface PlantedMutant extends Mutant {
  /** Contract and number: the same for the same source. */
  readonly id: string
  readonly line: number
  readonly source: string
}

/** All faults that the operators can plant in the file of a contract, in the order of the source. */
export function mutantsOf(part: string, source: string, { ast }: Pick<Compiled, 'ast'>): PlantedMutant[] {
  const bytes = Buffer.from(source)
  const text: SourceText = (start, end) => bytes.subarray(start, end).toString()
  const found = nodesOf(ast).flatMap((node) => operators[node.nodeType]?.(node, text) ?? [])
  const unique = new Map(found.map((mutant) => [`${mutant.start}:${mutant.end}:${mutant.text}`, mutant]))
  return [...unique.values()]
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .map((mutant, index) => ({
      ...mutant,
      id: `${part}-${index + 1}`,
      line: text(0, mutant.start).split('\n').length,
      source: text(0, mutant.start) + mutant.text + text(mutant.end, bytes.length),
    }))
}

/** Every node of a tree that is code; documentation and imports are none. */
function nodesOf(tree: unknown): AstNode[] {
  if (Array.isArray(tree)) return tree.flatMap(nodesOf)
  if (typeof tree !== 'object' || tree === null) return []
  const node = tree as AstNode
  const inside = Object.values(node).flatMap(nodesOf)
  return typeof node.nodeType === 'string' && typeof node.src === 'string' ? [node, ...inside] : inside
}

/** What the compiler makes of a mutant: nothing, the same code as before, or a contract to try the tests on. */
export function build(mutant: PlantedMutant, contract: string, original: Compiled, part = contract) {
  const compiled = compile(contract, mutant.source, part)
  if (!compiled) return 'uncompilable'
  return compiled.creation.object === original.creation.object ? 'equivalent' : compiled
}

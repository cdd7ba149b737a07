// How long functions are. Only functions with a body in braces count: one-line arrows would make any p95 look good.
import { parseSync, Visitor } from 'oxc-parser'

/** A function and how many lines it covers, from its head to its closing brace. */
export interface MeasuredFunction {
  name: string
  line: number
  lines: number
}

/** Measures the functions of a TypeScript file. */
export function typescriptFunctions(path: string, text: string): MeasuredFunction[] {
  const found: MeasuredFunction[] = []
  const names = new Map<number, string>()
  const named = (key: Named, value: Spanned | null | undefined) => {
    if (value && key.name !== undefined) names.set(value.start, key.name)
  }
  const measure = (node: Spanned & { id?: Named | null; body: Spanned | null }) => {
    if (node.body?.type === 'BlockStatement')
      found.push(measured(text, node.start, node.end, node.id?.name ?? names.get(node.start)))
  }
  const visitor = new Visitor({
    VariableDeclarator: (node) => named(node.id as Named, node.init),
    MethodDefinition: (node) => named(node.key as Named, node.value),
    Property: (node) => named(node.key as Named, node.value),
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  })
  const { program, errors } = parseSync(path, text)
  // What cannot be parsed would have no functions, hence be within every budget.
  if (errors[0]) throw new SyntaxError(`${path}: ${errors[0].message}`)
  visitor.visit(program)
  return found
}

/** Measures the functions, modifiers and constructors of a Solidity file; declarations without a body do not count. */
export function solidityFunctions(text: string): MeasuredFunction[] {
  const code = blankCommentsAndStrings(text)
  const heads = /\b(?:function\s+(\w+)|modifier\s+(\w+)|(constructor|receive|fallback)\s*\()/g
  return [...code.matchAll(heads)].flatMap((head) => {
    const end = endOfBody(code, head.index)
    return end === undefined ? [] : [measured(code, head.index, end, head[1] ?? head[2] ?? head[3])]
  })
}

interface Spanned {
  type: string
  start: number
  end: number
}

interface Named {
  name?: string
}

function measured(text: string, start: number, end: number, name = 'a function'): MeasuredFunction {
  const linesIn = (part: string) => part.split('\n').length
  return { name, line: linesIn(text.slice(0, start)), lines: linesIn(text.slice(start, end)) }
}

// Lengths and line breaks stay, so that positions in the result are positions in the file.
function blankCommentsAndStrings(text: string): string {
  const parts = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g
  return text.replace(parts, (part) => part.replace(/[^\n]/g, ' '))
}

function endOfBody(code: string, head: number): number | undefined {
  let depth = 0
  for (let at = head; at < code.length; at++) {
    const character = code[at] ?? ''
    if (character === ';' && depth === 0) return undefined
    if ('({'.includes(character)) depth++
    if (')}'.includes(character) && --depth === 0 && character === '}') return at + 1
  }
  return undefined
}

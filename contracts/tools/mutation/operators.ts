// Which small faults are planted. Each operator looks at one node of the syntax tree and says what its text becomes.
import type { AstNode } from './compile.ts'

/** One planted fault: `text` in place of the source between `start` and `end`. */
export interface Mutant {
  readonly operator: string
  readonly start: number
  readonly end: number
  readonly before: string
  readonly text: string
}

/** The source by byte offsets, as the compiler counts. */
export type SourceText = (start: number, end: number) => string

type Operator = (node: AstNode, text: SourceText) => Mutant[]

const swaps: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '==': ['!='],
  '!=': ['=='],
  '&&': ['||'],
  '||': ['&&'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '&': ['|'],
  '|': ['&'],
  '<<': ['>>'],
  '>>': ['<<'],
  '|=': ['&=', '='],
  '&=': ['|=', '='],
  '+=': ['-=', '='],
  '-=': ['+=', '='],
}

const yulSwaps: Readonly<Record<string, string>> = {
  add: 'sub',
  sub: 'add',
  and: 'or',
  or: 'and',
  lt: 'gt',
  gt: 'lt',
  eq: 'lt',
  shl: 'shr',
  shr: 'shl',
}

/** Start and end of a node. */
function rangeOf({ src }: AstNode): [start: number, end: number] {
  const [start = 0, length = 0] = src.split(':').map(Number)
  return [start, start + length]
}

function replaced(operator: string, node: AstNode, text: SourceText, ...values: string[]): Mutant[] {
  const [start, end] = rangeOf(node)
  const before = text(start, end)
  return values
    .filter((value) => value !== before)
    .map((value) => ({ operator, start, end, before, text: value }))
}

/** Without the statement; its semicolon is no part of the node. */
function removed(node: AstNode, text: SourceText): Mutant[] {
  const [start, end] = rangeOf(node)
  const last = text(end, end + 1) === ';' ? end + 1 : end
  return [{ operator: 'statement', start, end: last, before: text(start, last), text: '{}' }]
}

/** The operator's sign lies between both sides. */
function swapped(left: AstNode, right: AstNode, sign: string, text: SourceText): Mutant[] {
  const [from, to] = [rangeOf(left)[1], rangeOf(right)[0]]
  const start = from + text(from, to).indexOf(sign)
  return (swaps[sign] ?? []).map((value) => ({
    ...{ operator: 'operator', start, end: start + sign.length, before: sign, text: value },
  }))
}

function grown(literal: string): string {
  const [number = '', ...unit] = literal.split(' ')
  const value = BigInt(number.replaceAll('_', '')) + 1n
  // A hexadecimal literal keeps its length: 40 digits are an address, 2 are a byte.
  const digits = number.startsWith('0x')
    ? `0x${value.toString(16).padStart(number.length - 2, '0')}`
    : String(value)
  return [digits, ...unit].join(' ')
}

const node = (value: unknown) => value as AstNode

/** By type of node. */
export const operators: Readonly<Record<string, Operator>> = {
  BinaryOperation: ({ leftExpression, rightExpression, operator }, text) =>
    swapped(node(leftExpression), node(rightExpression), String(operator), text),
  Assignment: ({ leftHandSide, rightHandSide, operator }, text) =>
    swapped(node(leftHandSide), node(rightHandSide), String(operator), text),
  UnaryOperation: (self, text) => {
    const [start, end] = rangeOf(self)
    const whole = text(start, end)
    if (self['operator'] === '!' || self['operator'] === '~')
      return replaced('negation', self, text, whole.slice(1))
    if (self['operator'] === 'delete') return []
    return replaced('operator', self, text, whole.replace('++', '--'), whole.replace('--', '++'))
  },
  IfStatement: ({ condition }, text) => replaced('condition', node(condition), text, 'true', 'false'),
  Conditional: ({ condition }, text) => replaced('condition', node(condition), text, 'true', 'false'),
  ExpressionStatement: removed,
  EmitStatement: removed,
  // After a condition, removing it would be the same as making the condition false.
  Block: ({ statements }, text) =>
    (statements as AstNode[])
      .filter(({ nodeType }) => nodeType === 'RevertStatement')
      .flatMap((statement) => removed(statement, text)),
  Break: removed,
  Continue: removed,
  Return: ({ expression }, text) => {
    const type = node(expression)?.['typeDescriptions'] as { typeIdentifier?: string } | undefined
    return type?.typeIdentifier === 't_bool'
      ? replaced('answer', node(expression), text, 'true', 'false')
      : []
  },
  Literal: (self, text) => {
    const before = text(...rangeOf(self))
    if (self['kind'] === 'bool') return replaced('constant', self, text, before === 'true' ? 'false' : 'true')
    if (self['kind'] === 'string')
      return replaced('constant', self, text, `${before.slice(0, -1)}!${before.at(-1)}`)
    return self['kind'] === 'number' ? replaced('constant', self, text, grown(before)) : []
  },
  // uint32(word) becomes word: does anybody notice the bits that the cast cuts off?
  FunctionCall: (self, text) => {
    const [inner] = self['arguments'] as AstNode[]
    if (self['kind'] !== 'typeConversion' || !inner) return []
    return replaced('cast', self, text, `(${text(...rangeOf(inner))})`)
  },
  YulFunctionCall: ({ functionName }, text) => {
    const name = node(functionName)
    const value = yulSwaps[String(name['name'])]
    return value ? replaced('operator', name, text, value) : []
  },
  YulLiteral: (self, text) =>
    self['kind'] === 'number' ? replaced('constant', self, text, grown(text(...rangeOf(self)))) : [],
}

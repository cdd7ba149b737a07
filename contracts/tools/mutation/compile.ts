// The compiler that the repository pins, in this process: it stays warm, so that a mutant takes a second or two.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import solc from 'solc'
import { root } from '../forge.ts'

/** A node of the compiler's syntax tree; `src` is `start:length:file`, in bytes. */
export interface AstNode {
  readonly nodeType: string
  readonly src: string
  readonly [member: string]: unknown
}

/** What forge keeps of a contract's code. */
interface Code {
  readonly object: string
  readonly immutableReferences?: object
}

/** A contract whose source compiled. */
export interface Compiled {
  readonly ast: AstNode
  readonly creation: Code
  readonly runtime: Code
}

// As in foundry.toml's default profile; main.ts compares the result with forge's own before it relies on it.
const settings = {
  remappings: [
    '@openzeppelin/contracts/=node_modules/@openzeppelin/contracts/',
    '@account-abstraction/contracts/=node_modules/@account-abstraction/contracts/',
  ],
  optimizer: { enabled: true, runs: 200 },
  evmVersion: 'cancun',
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: { '*': { '': ['ast'], '*': ['evm.bytecode', 'evm.deployedBytecode'] } },
}

const readImport = (path: string) => ({ contents: readFileSync(join(root, path), 'utf8') })

/** The file of a contract, from the repository's root. */
export function fileOf(contract: string): string {
  const files = ['', 'guardians/'].map((folder) => `contracts/src/${folder}${contract}.sol`)
  const found = files.find((file) => existsSync(join(root, file)))
  if (!found) throw new Error(`There is no ${files.join(' and no ')}.`)
  return found
}

/**
 * Compiles a contract with `source` in place of what the file of `part` has: its own, or that of an abstract contract it is made of.
 * @returns undefined if the compiler refuses it; the tree is that of `part`
 */
export function compile(contract: string, source: string, part = contract): Compiled | undefined {
  const [path, changed] = [fileOf(contract), fileOf(part)]
  const sources = { [path]: readImport(path).contents, [changed]: source }
  const content = Object.fromEntries(Object.entries(sources).map(([file, text]) => [file, { content: text }]))
  const input = { language: 'Solidity', sources: content, settings }
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport }))
  const compiled = output.contracts?.[path]?.[contract]?.evm
  if (output.errors?.some(({ severity }: { severity: string }) => severity === 'error') || !compiled) return
  return { ast: output.sources[changed].ast, creation: compiled.bytecode, runtime: compiled.deployedBytecode }
}

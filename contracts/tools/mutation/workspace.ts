// A copy of the contracts with a build of its own, in which one contract's code is replaced by a mutant's. Tests get their
// contracts from artifacts (vm.deployCode), so nothing but the mutant has to be compiled.
import { spawn } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { forgeBinary, root } from '../forge.ts'
import type { Compiled } from './compile.ts'

/** What `forge test` said. */
export type Outcome = { readonly passed: boolean; readonly killer?: string }

/** How long one run of tests may take: a mutant that never ends is caught. */
const patience = 900_000

export class Workspace {
  readonly #directory: string

  /** @param directory is kept between runs, so that its build stays warm. */
  constructor(directory: string) {
    this.#directory = directory
    mkdirSync(join(directory, 'contracts'), { recursive: true })
    for (const name of ['src', 'test', 'script', 'tools', 'release']) {
      rmSync(join(directory, 'contracts', name), { recursive: true, force: true })
      cpSync(join(root, 'contracts', name), join(directory, 'contracts', name), { recursive: true })
    }
    cpSync(join(root, 'contracts/package.json'), join(directory, 'contracts/package.json'))
    cpSync(join(root, 'foundry.toml'), join(directory, 'foundry.toml'))
    const modules = join(directory, 'node_modules')
    if (!existsSync(modules)) symlinkSync(join(root, 'node_modules'), modules)
  }

  /** Compiles what has changed since the last time. */
  async build(contracts: readonly string[]): Promise<boolean> {
    // A run that was broken off has left its mutant.
    for (const contract of contracts) if (existsSync(this.#saved(contract))) this.restore(contract)
    return (await this.#forge(['build'], 1_200_000)).passed
  }

  /** The creation code that forge has built. */
  codeOf(contract: string): string {
    return JSON.parse(readFileSync(this.#artifact(contract), 'utf8')).bytecode.object.replace('0x', '')
  }

  /** Puts a mutant's code in place of what forge has built, until {@link restore}. */
  use(contract: string, { creation, runtime }: Compiled): void {
    const file = this.#artifact(contract)
    copyFileSync(file, this.#saved(contract))
    const artifact = JSON.parse(readFileSync(file, 'utf8'))
    Object.assign(artifact.bytecode, { object: `0x${creation.object}` })
    Object.assign(artifact.deployedBytecode, {
      object: `0x${runtime.object}`,
      immutableReferences: runtime.immutableReferences,
    })
    writeFileSync(file, JSON.stringify(artifact))
  }

  /** Puts back what forge has built. */
  restore(contract: string): void {
    renameSync(this.#saved(contract), this.#artifact(contract))
  }

  /** Runs the tests of these paths until one fails. */
  test(paths: string, runs: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return this.#forge(['test', '--fail-fast', '--match-path', paths], patience, runs)
  }

  #artifact(contract: string): string {
    return join(this.#directory, `contracts/out/${contract}.sol/${contract}.json`)
  }

  #saved(contract: string): string {
    return join(this.#directory, `contracts/cache/${contract}.saved`)
  }

  #forge(parameters: string[], timeout: number, environment: object = {}): Promise<Outcome> {
    const child = spawn(forgeBinary(), parameters, {
      cwd: this.#directory,
      env: { ...process.env, FOUNDRY_PROFILE: 'default', ...environment },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout,
      killSignal: 'SIGKILL',
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => {
        const killer = /\[FAIL[^\n]*\] (\w+)\(/.exec(output)?.[1] ?? (code === null ? 'no end' : 'build')
        resolve(code === 0 ? { passed: true } : { passed: false, killer })
      })
    })
  }
}

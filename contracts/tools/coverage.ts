// npm run coverage [-- --lcov <file>]: which lines and branches of contracts/src the contract tests run. Fails below 100 % of
// the lines and 98 % of the branches; what cannot be run is listed here, line by line, with its reason. The last line is
// `N passed, N failed`, counted in lines and branches.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { forgeBinary, root } from './forge.ts'

const minimum = { lines: 1, branches: 0.98 }
const folder = join(root, 'contracts/cache/coverage')

const assembly =
  'forge does not count lines of assembly; the lines around it are counted, and tests fail without it'
const merged =
  'the compiler merges it with its neighbour, whose count stands for both; tests of both ways exist'
const starved = 'runs in a creation out of raw bytes (BlockNumber.t.sol), which forge does not count'

/** Lines that are not counted though they run, as `file: text of the line`, with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  'contracts/src/PasskeyValidator.sol: bytes32 root = userOpHash;': merged,
  'contracts/src/Policy.sol: return false;': merged,
  'contracts/src/Policy.sol: x := mload(add(signer, 0x34))': assembly,
  'contracts/src/Policy.sol: y := mload(add(signer, 0x54))': assembly,
  'contracts/src/RecoveryDigests.sol: let encoded := mload(0x40)': assembly,
  'contracts/src/RecoveryDigests.sol: let hashes := add(encoded, 0x60)': assembly,
  'contracts/src/RecoveryDigests.sol: let size := shl(5, scopes.length)': assembly,
  'contracts/src/RecoveryDigests.sol: mstore(encoded, typeHash)': assembly,
  'contracts/src/RecoveryDigests.sol: for { let i := 0 } lt(i, size) { i := add(i, 0x20) } {': assembly,
  'contracts/src/RecoveryDigests.sol: calldatacopy(add(encoded, 0x20), add(scopes.offset, shl(1, i)), 0x40)':
    assembly,
  'contracts/src/RecoveryDigests.sol: mstore(add(hashes, i), keccak256(encoded, 0x60))': assembly,
  'contracts/src/RecoveryDigests.sol: hash := keccak256(hashes, size)': assembly,
  'contracts/src/RecoveryModule.sol: opened := add(policy.offset, 0x20)': assembly,
  'contracts/src/SignerQueries.sol: success := staticcall(_QUERY_GAS, target, add(data, 0x20), mload(data), 0x00, 0x20)':
    assembly,
  'contracts/src/SignerQueries.sol: if and(success, gt(returndatasize(), 0x1f)) { answer := mload(0x00) }':
    assembly,
  'contracts/src/WebAuthnVerifier.sol: let input := mload(0x40)': assembly,
  'contracts/src/WebAuthnVerifier.sol: mstore(input, hash)': assembly,
  'contracts/src/WebAuthnVerifier.sol: mstore(add(input, 0x20), r)': assembly,
  'contracts/src/WebAuthnVerifier.sol: mstore(add(input, 0x40), s)': assembly,
  'contracts/src/WebAuthnVerifier.sol: mstore(add(input, 0x60), x)': assembly,
  'contracts/src/WebAuthnVerifier.sol: mstore(add(input, 0x80), y)': assembly,
  'contracts/src/WebAuthnVerifier.sol: let success := staticcall(gas(), 0x100, input, 0xa0, 0x00, 0x20)':
    assembly,
  'contracts/src/WebAuthnVerifier.sol: valid := and(and(success, eq(returndatasize(), 0x20)), eq(mload(0x00), 1))':
    assembly,
  'contracts/src/BlockNumber.sol: if (gasleft() < needed) revert ProbeNeedsMoreGas(gasleft(), needed);':
    starved,
  'contracts/src/Policy.sol: if (other.length != 84) continue;': merged,
  'contracts/src/guardians/Base64Url.sol: mstore(text, length)': assembly,
  'contracts/src/guardians/Base64Url.sol: position := add(data, 0x20)': assembly,
  'contracts/src/guardians/Base64Url.sol: data := mload(pos)': assembly,
  'contracts/src/guardians/Base64Url.sol: mstore(pos, data)': assembly,
  'contracts/src/guardians/IdToken.sol: mstore(add(claims, place), value)': assembly,
  'contracts/src/guardians/Json.sol: letter := byte(0, mload(pos))': assembly,
  'contracts/src/guardians/Json.sol: letters := mload(pos)': assembly,
  'contracts/src/guardians/Json.sol: value_ := keccak256(pos, sub(end, pos))': assembly,
  'contracts/src/guardians/Json.sol: continue;': merged,
  'contracts/src/guardians/Json.sol: return pos;': merged,
  'contracts/src/guardians/OidcGuardian.sol: text := mload(0x40)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: word := calldataload(add(data.offset, offset))': assembly,
  'contracts/src/guardians/OidcGuardian.sol: input := mload(0x40)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: mstore(input, size)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: mstore(add(input, 0x20), 3)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: mstore(add(input, 0x40), size)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: calldatacopy(add(input, 0x60), rsaSignature.offset, size)':
    assembly,
  'contracts/src/guardians/OidcGuardian.sol: modulus := add(add(input, 0x63), size)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: mstore(sub(modulus, 3), exponent)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: success := staticcall(gas(), 0x02, signed, sub(end, signed), 0x00, 0x20)':
    assembly,
  'contracts/src/guardians/OidcGuardian.sol: digest := mload(0x00)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: success := and(success, eq(returndatasize(), size))': assembly,
  'contracts/src/guardians/OidcGuardian.sol: return false;': merged,
  'contracts/src/guardians/OidcGuardian.sol: let repeated := add(and(shr(48, numbers), 0xffff), count)':
    assembly,
  'contracts/src/guardians/OidcGuardian.sol: isWithin := or(gt(shr(64, numbers), nonce), or(gt(nonce, sent), gt(repeated, sent)))':
    assembly,
  'contracts/src/guardians/OidcGuardian.sol: isWithin := iszero(or(isWithin, or(gt(length, longest), gt(rsa, size))))':
    assembly,
  'contracts/src/guardians/OidcGuardian.sol: data := add(signature.offset, head)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: let again := shr(64, numbers)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: let count := and(shr(32, numbers), 0xffff)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: calldatacopy(text, data, again)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: let pos := add(text, again)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: calldatacopy(pos, add(data, and(shr(48, numbers), 0xffff)), count)':
    assembly,
  'contracts/src/guardians/OidcGuardian.sol: pos := add(pos, count)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: calldatacopy(pos, add(data, again), sub(nonce, again))':
    assembly,
  'contracts/src/guardians/OidcGuardian.sol: data := add(data, nonce)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: nonce := add(pos, sub(nonce, again))': assembly,
  'contracts/src/guardians/OidcGuardian.sol: mstore(0x00, hash)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: mstore(0x20, 0)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: let rest := sub(and(numbers, 0xffff), and(shr(16, numbers), 0xffff))':
    assembly,
  'contracts/src/guardians/OidcGuardian.sol: calldatacopy(behind, data, rest)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: behind := add(behind, rest)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: mstore(behind, 0)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: mstore(0x40, add(behind, 0x20))': assembly,
  'contracts/src/guardians/OidcGuardian.sol: found := keccak256(claims, 0x80)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: success := and(success, staticcall(gas(), 0x05, input, add(99, add(size, size)), input, size))':
    assembly,
  'contracts/src/guardians/OidcGuardian.sol: extcodecopy(blob, modulus, 1, add(size, letters))': assembly,
  'contracts/src/guardians/OidcGuardian.sol: mstore(signed, usual)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: end := add(signed, 28)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: mcopy(end, header, letters)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: end := add(end, letters)': assembly,
  'contracts/src/guardians/OidcGuardian.sol: mstore8(end, 0x2e)': assembly,
  'contracts/src/guardians/OidcKeys.sol: text := mload(0x40)': assembly,
  'contracts/src/guardians/OidcKeys.sol: calldatacopy(text, header.offset, header.length)': assembly,
  'contracts/src/guardians/OidcKeys.sol: mstore(add(text, header.length), 0)': assembly,
  'contracts/src/guardians/OidcKeys.sol: calldatacopy(add(creation, 11), modulus.offset, modulus.length)':
    assembly,
  'contracts/src/guardians/OidcKeys.sol: mstore(sub(creation, 21), or(shl(64, or(0x610000, size)), 0x80600a3d393df300))':
    assembly,
  'contracts/src/guardians/OidcKeys.sol: blob := create(0, creation, add(size, 10))': assembly,
  'contracts/src/guardians/Roles.sol: super.acceptOwnership();': merged,
  'contracts/src/guardians/Roles.sol: if (msg.sender != holder) _checkOwner();': merged,
}

/** How often each line and branch of one file ran. */
interface FileCoverage {
  readonly path: string
  readonly lines: ReadonlyMap<number, number>
  readonly branches: readonly { readonly line: number; readonly count: number }[]
}

/** Reads lcov's format, the part of it that forge writes. */
export function parseLcov(text: string): FileCoverage[] {
  return text
    .split('end_of_record')
    .map((record) => ({
      path: /^SF:(.*)$/m.exec(record)?.[1] ?? '',
      lines: new Map(
        [...record.matchAll(/^DA:(\d+),(\d+)$/gm)].map(([, line, count]) => [Number(line), Number(count)]),
      ),
      branches: [...record.matchAll(/^BRDA:(\d+),\d+,\d+,(\d+|-)$/gm)].map(([, line, count]) => ({
        line: Number(line),
        count: count === '-' ? 0 : Number(count),
      })),
    }))
    .filter(({ path }) => path.startsWith('contracts/src/'))
}

/** How many lines and branches ran, and where the others are. */
export function judge(files: readonly FileCoverage[], textOf: (path: string, line: number) => string) {
  const isException = (path: string, line: number) => `${path}: ${textOf(path, line).trim()}` in exceptions
  const all = (kind: 'lines' | 'branches') =>
    files.flatMap(({ path, lines, branches }) =>
      (kind === 'lines' ? [...lines].map(([line, count]) => ({ line, count })) : branches)
        .filter(({ line }) => !isException(path, line))
        .map(({ line, count }) => ({ path, line, ran: count > 0 })),
    )
  return { lines: all('lines'), branches: all('branches') }
}

function run(): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'lcov.info')
  const { status } = spawnSync(
    forgeBinary(),
    [
      ...['coverage', '--ir-minimum', '--exclude-tests', '--report', 'lcov', '--report-file', file],
      // What holds for optimised code only: its size, and how much gas a sweep meets.
      ...['--no-match-test', 'fitsTheSizeLimit|whateverTheGas|costsAreBounded'],
      // Invariants run the same lines again, for minutes.
      ...['--no-match-path', 'contracts/test/invariants/*'],
    ],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      // A build of its own: without the optimizer, not to be mixed up with the one that tests use.
      env: {
        ...process.env,
        FOUNDRY_PROFILE: 'default',
        FOUNDRY_FUZZ_RUNS: '64',
        FOUNDRY_OUT: join(folder, 'out'),
        FOUNDRY_CACHE_PATH: join(folder, 'cache'),
      },
    },
  )
  if (status !== 0) throw new Error('The tests fail when their coverage is measured.')
  return file
}

function main(parameters: string[]): number {
  const { lcov } = parseArgs({ args: parameters, options: { lcov: { type: 'string' } } }).values
  const files = parseLcov(readFileSync(lcov ?? run(), 'utf8'))
  const sources = new Map<string, string[]>()
  const textOf = (path: string, line: number) => {
    const text = sources.get(path) ?? readFileSync(join(root, path), 'utf8').split('\n')
    sources.set(path, text)
    return text[line - 1] ?? ''
  }
  let below = files.length === 0
  let [passed, failed] = [0, 0]
  for (const [kind, found] of Object.entries(judge(files, textOf)) as [
    'lines' | 'branches',
    ReturnType<typeof judge>['lines'],
  ][]) {
    const missed = found.filter(({ ran }) => !ran)
    for (const { path, line } of missed)
      console.log(`not run (${kind}): ${path}:${line} ${textOf(path, line).trim()}`)
    const share = found.length === 0 ? 0 : 1 - missed.length / found.length
    console.log(`${kind}: ${found.length - missed.length} of ${found.length}, ${(share * 100).toFixed(2)} %`)
    if (share < minimum[kind]) below = true
    passed += found.length - missed.length
    failed += missed.length
  }
  console.log(`${passed} passed, ${failed} failed`)
  return below ? 1 : 0
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2))

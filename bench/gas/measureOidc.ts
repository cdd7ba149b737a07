import type { Hex } from 'viem'
import type { Figure } from '../Figure.ts'
import { gas } from './gas.ts'
import { gasOfVerify } from './gasOfVerify.ts'
import {
  approval,
  google,
  type Issuer,
  keyOfPerson,
  newIssuer,
  type PayloadLength,
  payloadOf,
} from './issuer.ts'
import { instantly } from './measureRecoveries.ts'
import { type People, wallet } from './recoveries.ts'
import { random32, type World } from './world.ts'

/** Recoveries that an OpenID account approves, and what verifying its token alone costs. */
export async function measureOidc(world: World): Promise<Figure[]> {
  const issuer = await newIssuer(world)
  const beside =
    (length: PayloadLength, weight: number): People =>
    async (_, salt) => [google(world, issuer, { weight, salt, length }), wallet(1)]
  const verifying = (length: PayloadLength) =>
    verification(world, issuer, (hash, time) => payloadOf({ hash, time, length }))
  return [
    gas('recover.google.instant', await instantly(world, beside(383, 2), 1), 170_000),
    gas('recover.google.instant.633', await instantly(world, beside(633, 2), 1), 183_000),
    gas('recover.google+wallet.instant', await instantly(world, beside(383, 1), 2), 178_000),
    gas('oidc.verify', await verifying(383), 59_000),
    gas('oidc.verify.633', await verifying(633), 68_500),
    gas('oidc.verify.worst2048', await worst(world, issuer), 800_000),
    gas('oidc.addKey', issuer.published, 160_000),
  ]
}

const longest = 2048
/** Short things that fill an array, one behind the other; `0` ends it. */
const elements = ['0,', '-1,', '[],', '{},', '"",', '"\\n",', '{"":0},', '[[0]],', '-0.0e-0,', 'null,']

/** The dearest of payloads that are as long as may be: short elements, or short members, again and again. */
async function worst(world: World, issuer: Issuer): Promise<number> {
  const good = (hash: Hex, time: number) => payloadOf({ hash, time, length: 383 }).slice(0, -1)
  const fillings = [
    ...elements.map((element) => ({ start: ',"x":[', element, end: '0]}' })),
    ...['"":0,', '"":"",', '"abc":0,'].map((element) => ({ start: ',', element, end: '"x":0}' })),
  ]
  const costs: number[] = []
  for (const filling of fillings)
    costs.push(await verification(world, issuer, (hash, time) => filled(good(hash, time), filling)))
  return Math.max(...costs)
}

function filled(text: string, { start, element, end }: { start: string; element: string; end: string }) {
  const room = longest - text.length - start.length - end.length
  return text + start + element.repeat(Math.floor(room / element.length)) + end
}

/** Gas of one `verify` that says yes. */
async function verification(
  world: World,
  issuer: Issuer,
  payload: (hash: Hex, time: number) => string,
): Promise<number> {
  const [hash, salt] = [random32(), random32()]
  const { timestamp } = await world.chain.client.getBlock()
  const signature = approval(issuer, salt, payload(hash, Number(timestamp)))
  return gasOfVerify(world, world.chain.deployment.oidcGuardian, [keyOfPerson(salt), hash, signature])
}

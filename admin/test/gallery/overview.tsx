import type { CurvesJson, HealthJson, SettingsJson } from 'sparekey/admin-schema'
import { Overview, type OverviewProps } from '../../src/screens/Overview.tsx'
import { addressOf, failed, inHours, onTheWay, queue, shown, there } from './common.tsx'

export const settings: SettingsJson = {
  version: 4,
  recovery: {
    mode: 'on-request',
    kinds: ['wallet', 'passphrase', 'passkey', 'oidc', 'email'],
    minimumDelay: { balanced: 259_200, simple: 259_200, strict: 259_200, custom: 259_200 },
  },
}

const wave = (index: number, size: number, rest: number) =>
  Math.max(0, Math.round(size * (1 + Math.sin(index * 0.9)) + ((index * 7) % 3) - rest))
const curves: CurvesJson = Array.from({ length: 30 }, (_, index) => ({
  day: new Date(Date.UTC(2026, 9, 20 + index)).toISOString().slice(0, 10),
  starts: wave(index, 4, 1),
  completions: wave(index + 3, 3, 1),
  objections: index === 22 ? 2 : 0,
  mails: wave(index, 18, 0),
  gas: wave(index + 2, 900_000, 0),
}))

const works: HealthJson['networks'][number] = {
  chainId: 8453,
  name: 'Base',
  isUp: true,
  head: 23_500_210,
  indexed: 23_500_208,
  lag: 2,
  relayer: {
    address: addressOf(9),
    balance: '1834500000000000000',
    queued: 1,
    sent: 1,
    oldest: 4,
    isHeld: true,
    lastError: null,
  },
  isIndexerHeld: true,
}
const health: HealthJson = {
  networks: [
    works,
    {
      ...works,
      chainId: 42161,
      name: 'Arbitrum',
      lag: 340,
      relayer: {
        ...works.relayer,
        balance: '4100000000000000',
        oldest: 640,
        queued: 7,
        lastError: { action: 'start', code: 'gas_unaffordable', at: inHours(-0.3) },
      },
    },
    {
      ...works,
      chainId: 10,
      name: 'Optimism',
      isUp: false,
      head: null,
      lag: null,
      relayer: { ...works.relayer, balance: null },
    },
  ],
  mail: { queued: 1, deferred: 2, bouncedToday: 3 },
}

const overview: OverviewProps = {
  settings: there(settings),
  onMode: async () => undefined,
  queue: there({ items: queue, next: null }),
  curves: there(curves),
  health: there(health),
  proposals: 0,
}

export const overviewFixtures = {
  overview: () => shown('Overview', <Overview {...overview} proposals={1} />),
  'overview-quiet': () =>
    shown(
      'Overview',
      <Overview
        {...overview}
        queue={there({ items: [], next: null })}
        curves={there(curves.map((day) => ({ ...day, starts: 0, completions: 0, objections: 0 })))}
        health={there({ networks: [works], mail: null })}
      />,
    ),
  'overview-loading': () =>
    shown(
      'Overview',
      <Overview {...overview} settings={onTheWay} queue={onTheWay} curves={onTheWay} health={onTheWay} />,
    ),
  'overview-failed': () =>
    shown(
      'Overview',
      <Overview {...overview} settings={failed} queue={failed} curves={failed} health={failed} />,
    ),
  'overview-support': () =>
    shown('Overview', <Overview {...overview} settings={undefined} />, { role: 'support' }),
}

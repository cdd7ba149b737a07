import type { ReactNode } from 'react'
import type { Concern, PendingJson, PendingState, Role } from 'sparekey/admin-schema'
import { ApiError } from '../../../web/src/apiErrors.ts'
import { Frame, type FrameProps } from '../../src/components/Frame.tsx'
import type { Read } from '../../src/components/Loaded.tsx'
import type { PagerProps } from '../../src/components/Pager.tsx'

/** What pictures call now. */
const now = 1_795_000_000_000
export const ignore = () => undefined
/** So many hours from now; earlier if negative. */
export const inHours = (hours: number) => new Date(now + hours * 3_600_000).toISOString()

export const there = <T,>(data: T): Read<T> => ({ data, error: undefined, retry: ignore })
export const onTheWay: Read<never> = { data: undefined, error: undefined, retry: ignore }
export const failed: Read<never> = {
  data: undefined,
  error: new ApiError({
    type: 'about:blank',
    status: 503,
    code: 'chain_unavailable',
    title: 'Network not reachable',
    detail: 'A network does not answer at the moment. Try again in a minute.',
  }),
  retry: ignore,
}
export const refused = new ApiError({
  type: 'about:blank',
  status: 409,
  code: 'settings_changed',
  title: 'Changed meanwhile',
  detail: 'Somebody else has changed the settings. Look at them again.',
})

export const firstPage: PagerProps = { number: 1, onPrevious: undefined, onNext: ignore, isBusy: false }
export const onlyPage: PagerProps = { number: 1, onPrevious: undefined, onNext: undefined, isBusy: false }

/** A page as an operator sees it. */
export const shown = (
  title: string,
  children: ReactNode,
  more: Partial<FrameProps> & { role?: Role } = {},
) => {
  const { role = 'admin', ...frame } = more
  return (
    <Frame title={title} who={{ name: 'Mira Olsen', role }} onSignOut={ignore} {...frame}>
      {children}
    </Frame>
  )
}

export const addressOf = (index: number): `0x${string}` =>
  `0x${Array.from({ length: 20 }, (_, byte) => ((index * 61 + byte * 87 + 40) % 256).toString(16).padStart(2, '0')).join('')}`

const names = [
  'alice',
  'bodo-lang',
  'carmen',
  'dmitri-a-very-long-name-here',
  'esra',
  'finn',
  'grete',
  'hugo',
]

export const accountNamed = (index: number) => ({
  name: names[index % names.length] ?? 'alice',
  address: addressOf(index),
})

/** A line of the queue. */
export const pending = (
  index: number,
  state: PendingState,
  concerns: Concern[],
  more: Partial<PendingJson> = {},
): PendingJson => ({
  hash: `0x${index.toString(16).padStart(64, '0')}`,
  account: accountNamed(index),
  newPasskeyLabel: `${names[index % names.length]}_x7k${index}`,
  newSigner: `0x${addressOf(7).slice(2)}${(index + 3).toString(16).padStart(128, '5')}`,
  createdAt: inHours(-index * 5 - 1),
  state,
  readyAt: state === 'waiting' ? inHours(70 - (index % 6) * 11) : state === 'ready' ? inHours(-2) : null,
  device: index % 3 === 2 ? null : index % 2 ? 'Safari on iPhone' : 'Chrome on Windows',
  approvals: state === 'asked' ? 0 : 1 + (index % 2),
  concerns,
  isLocked: false,
  ...more,
})

export const queue: PendingJson[] = [
  pending(0, 'waiting', ['new-device', 'email-alone', 'changed-lately']),
  pending(1, 'waiting', ['shared-address', 'notice-undelivered'], { isLocked: true }),
  pending(2, 'approved', ['new-device']),
  pending(3, 'ready', []),
  pending(4, 'asked', []),
]

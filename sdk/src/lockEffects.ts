/** One thing that a lock does or does not do. */
export interface LockEffect {
  /** Stable; tests enforce each by it. */
  readonly id: string
  /** For the operator, in the words of the screens. */
  readonly sentence: string
}

/**
 * What locking an account stops, and what nobody can stop with it. The dialog of the dashboard shows this list, the server's
 * tests hold it line by line.
 */
export const lockEffects = {
  stops: [
    { id: 'requests', sentence: 'No recovery of this account can be asked for here.' },
    { id: 'codes', sentence: 'No codes by e-mail are sent for it, and none that was sent counts.' },
    { id: 'attestations', sentence: 'Its e-mail guardian approves nothing.' },
    { id: 'approvals', sentence: 'No approval of another guardian is taken here.' },
    { id: 'start', sentence: 'No waiting time is started or shortened by us.' },
    { id: 'acceptance', sentence: 'No new passkey can accept its recovery here.' },
    { id: 'relayer', sentence: 'Nothing that waits for the networks is sent, except objections.' },
    { id: 'sessions', sentence: 'Everybody who is signed in to it is signed out.' },
  ],
  leaves: [
    { id: 'cancel', sentence: 'The owner can stop every recovery, as always and at our cost.' },
    { id: 'sign-in', sentence: 'The owner can sign in with a passkey, to look and to object.' },
    { id: 'funds', sentence: 'The account itself: its owner sends and receives as before.' },
    {
      id: 'chain',
      sentence:
        'The networks: guardians who have approved can start and finish a recovery without us, and a waiting time that runs goes on.',
    },
    { id: 'notices', sentence: 'Messages to the owner go out as before.' },
  ],
} as const satisfies Record<'stops' | 'leaves', readonly LockEffect[]>

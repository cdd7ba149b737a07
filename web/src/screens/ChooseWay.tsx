import type { ReactNode } from 'react'
import type { Finding } from 'sparekey'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { Choice } from '../components/Choice.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Page } from '../components/Page.tsx'
import { Timeline } from '../components/Timeline.tsx'
import { formatDelay } from '../formatTime.ts'
import type { ChosenGuardian, Way } from '../setup/draft.ts'
import { aloneDelay, type MinimumDelay } from '../setup/minimumDelay.ts'
import type { Row } from '../setup/policyOf.ts'
import { Findings } from './Findings.tsx'

/** Set up, second step: how guardians get the account back, and how fast. */
export function ChooseWay(props: ChooseWayProps) {
  const { way, rows, slowed, findings, problem, custom, onChoose, onContinue } = props
  const isRefused = !rows || findings.some(({ severity }) => severity === 'refuse')
  return (
    <Page
      title="How should it work?"
      face={<p className="text-muted">Step 2 of 3</p>}
      lead="While a recovery waits, you can stop it with your passkey. More approval means less waiting."
      back={{ to: '/account/setup', search: { step: 'guardians' }, label: 'Guardians' }}
      actions={
        <Button onClick={onContinue} disabled={isRefused}>
          Continue
        </Button>
      }
    >
      <Choice legend="Ways" value={way} onChange={onChoose} options={optionsFor(props)} />
      {custom}
      <ErrorNotice error={problem} />
      {rows && (
        <Card title="What that means">
          <Timeline rows={rows} />
          {slowed && <p className="text-muted">{slowed}</p>}
        </Card>
      )}
      <Findings findings={findings} />
    </Page>
  )
}

/** @see ChooseWay */
export interface ChooseWayProps {
  readonly way: Way
  readonly guardians: readonly Pick<ChosenGuardian, 'kind'>[]
  /** How long the operator lets one guardian alone wait at least. */
  readonly minimum: MinimumDelay
  /** The picture; undefined while an own way makes no sense yet. */
  readonly rows: readonly Row[] | undefined
  /** That it waits longer here than elsewhere. */
  readonly slowed: string | undefined
  readonly findings: readonly Finding[]
  /** Why this way does not go with these guardians. */
  readonly problem?: unknown
  /** The editor of an own way, while that is chosen. */
  readonly custom?: ReactNode
  readonly onChoose: (way: Way) => void
  readonly onContinue: () => void
}

function optionsFor({ guardians, minimum }: Pick<ChooseWayProps, 'guardians' | 'minimum'>) {
  const count = guardians.length
  const others = guardians.filter(({ kind }) => kind !== 'email').length
  const isOne = count === 1
  return [
    {
      value: 'balanced' as const,
      title: 'Balanced',
      badge: 'Recommended',
      note: balancedNote(isOne, { others, hasEmail: others < count, delay: aloneDelay('balanced', minimum) }),
    },
    // A mailbox alone always waits: there is nothing simpler than that.
    ...(others === 0
      ? []
      : [
          {
            value: 'simple' as const,
            title: 'Simple',
            note: simpleNote(isOne, { hasEmail: others < count, delay: aloneDelay('simple', minimum) }),
          },
        ]),
    ...(isOne
      ? []
      : [
          {
            value: 'strict' as const,
            title: 'Strict',
            note: `${allOf(count)} together, after 72 hours. If one is lost, the account stays closed.`,
          },
        ]),
    {
      value: 'custom' as const,
      title: 'Custom',
      note: 'Say yourself who counts how much, and how long it waits.',
    },
  ]
}

interface Offer {
  readonly hasEmail: boolean
  /** Seconds that one guardian alone waits. */
  readonly delay: number
}

function balancedNote(isOne: boolean, { others, hasEmail, delay }: Offer & { readonly others: number }) {
  const wait = formatDelay(delay)
  if (isOne) return `Your guardian is enough, after ${wait}.`
  const alone = `Any one is enough after ${wait}.`
  if (others < 2) return alone
  return `${alone} ${hasEmail ? 'All but e-mail' : allOf(others)} together: at once.`
}

function simpleNote(isOne: boolean, { hasEmail, delay }: Offer) {
  const who = isOne ? 'Your guardian' : 'Any one'
  if (delay > 0)
    return `${who} is enough, after ${formatDelay(delay)}.${hasEmail ? ' E-mail waits 72 hours.' : ''}`
  const risk = `Nobody could stop a thief who has ${isOne ? 'it' : 'one of them'}.`
  return `${who} is enough, at once${hasEmail ? '; e-mail waits 72 hours' : ''}. ${risk}`
}

function allOf(count: number): string {
  return count === 2 ? 'Both' : 'All'
}

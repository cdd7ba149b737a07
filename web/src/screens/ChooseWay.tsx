import type { ReactNode } from 'react'
import type { Finding } from 'sparekey'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { Choice } from '../components/Choice.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Page } from '../components/Page.tsx'
import { Timeline } from '../components/Timeline.tsx'
import type { Way } from '../setup/draft.ts'
import type { Row } from '../setup/policyOf.ts'
import { Findings } from './Findings.tsx'

/** Set up, second step: how guardians get the account back, and how fast. */
export function ChooseWay(props: ChooseWayProps) {
  const { way, count, rows, findings, problem, custom, onChoose, onContinue } = props
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
      <Choice legend="Ways" value={way} onChange={onChoose} options={optionsFor(count)} />
      {custom}
      <ErrorNotice error={problem} />
      {rows && (
        <Card title="What that means">
          <Timeline rows={rows} />
        </Card>
      )}
      <Findings findings={findings} />
    </Page>
  )
}

/** @see ChooseWay */
export interface ChooseWayProps {
  readonly way: Way
  /** How many guardians there are. */
  readonly count: number
  /** The picture; undefined while an own way makes no sense yet. */
  readonly rows: readonly Row[] | undefined
  readonly findings: readonly Finding[]
  /** Why this way does not go with these guardians. */
  readonly problem?: unknown
  /** The editor of an own way, while that is chosen. */
  readonly custom?: ReactNode
  readonly onChoose: (way: Way) => void
  readonly onContinue: () => void
}

function optionsFor(count: number) {
  const isOne = count === 1
  const all = count === 2 ? 'Both' : 'All'
  return [
    {
      value: 'balanced' as const,
      title: 'Balanced',
      badge: 'Recommended',
      note: isOne
        ? 'Your guardian is enough, after 72 hours.'
        : `Any one is enough after 72 hours. ${all} together: at once.`,
    },
    {
      value: 'simple' as const,
      title: 'Simple',
      note: isOne
        ? 'Your guardian is enough, at once. Nobody could stop a thief who has it.'
        : 'Any one is enough, at once. Nobody could stop a thief who has one of them.',
    },
    ...(isOne
      ? []
      : [
          {
            value: 'strict' as const,
            title: 'Strict',
            note: `${all} together, after 72 hours. If one is lost, the account stays closed.`,
          },
        ]),
    {
      value: 'custom' as const,
      title: 'Custom',
      note: 'Say yourself who counts how much, and how long it waits.',
    },
  ]
}

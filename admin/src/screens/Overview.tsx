import type { CurvesJson, HealthJson, QueuePageJson, SettingsJson } from 'sparekey/admin-schema'
import { Card } from '../../../web/src/components/Card.tsx'
import { Notice } from '../../../web/src/components/Notice.tsx'
import { TextLink } from '../../../web/src/components/TextLink.tsx'
import { Curve } from '../components/Curve.tsx'
import { Empty } from '../components/Empty.tsx'
import { Loaded, type Read } from '../components/Loaded.tsx'
import { QueueTable } from '../components/QueueTable.tsx'
import { countOf } from '../words.ts'
import { Health } from './Health.tsx'
import { RecoverySwitch, type RecoverySwitchProps } from './RecoverySwitch.tsx'

/** @see Overview */
export interface OverviewProps {
  /** Undefined for those whose role does not see them. */
  readonly settings: Read<SettingsJson> | undefined
  readonly onMode: RecoverySwitchProps['onSet']
  /** The recoveries with most reasons for concern. */
  readonly queue: Read<QueuePageJson>
  readonly curves: Read<CurvesJson>
  readonly health: Read<HealthJson>
  /** Proposals of others that this operator may confirm. */
  readonly proposals: number
}

/** The dashboard's first page: the switch, what deserves a look, and whether everything runs. */
export function Overview(props: OverviewProps) {
  const { settings, onMode, queue, curves, health, proposals } = props
  return (
    <>
      {proposals > 0 && (
        <Notice
          title={`${countOf(proposals, 'proposal')} ${proposals === 1 ? 'waits' : 'wait'} for a second operator`}
          actions={<TextLink to="/proposals">Look at {proposals === 1 ? 'it' : 'them'}</TextLink>}
        />
      )}
      {settings && (
        <Loaded read={settings} label="Reading the settings…" lines={2}>
          {({ recovery }) => <RecoverySwitch mode={recovery.mode} onSet={onMode} />}
        </Loaded>
      )}
      <Card
        title="Recoveries that deserve a look"
        aside={<TextLink to="/recoveries">All recoveries</TextLink>}
      >
        <Loaded read={queue} label="Reading the queue…">
          {({ items }) =>
            items.length ? (
              <QueueTable label="Recoveries that deserve a look" rows={items} />
            ) : (
              <Empty title="No recovery is under way">
                Those with reasons for concern would stand here first.
              </Empty>
            )
          }
        </Loaded>
      </Card>
      <section aria-labelledby="curves" className="flex flex-col gap-1">
        <h2 id="curves" className="font-bold">
          The last 30 days
        </h2>
        <Loaded read={curves} label="Reading the last 30 days…">
          {(days) => <Curves days={days} />}
        </Loaded>
      </section>
      <Card title="Networks, relayer and mail">
        <Loaded read={health} label="Asking the networks…">
          {(data) => <Health health={data} />}
        </Loaded>
      </Card>
    </>
  )
}

const formatCount = (value: number) =>
  value.toLocaleString('en-GB', { notation: 'compact', maximumFractionDigits: 1 })

const shown = [
  ['starts', 'Recoveries started'],
  ['completions', 'Recoveries finished'],
  ['objections', 'Objections'],
  ['mails', 'Mails sent'],
  ['gas', 'Gas that we paid for'],
] as const

function Curves({ days }: { readonly days: CurvesJson }) {
  return (
    <div className="grid grid-cols-1 gap-2 sm:grid-cols-3 lg:grid-cols-5">
      {shown.map(([name, title]) => (
        <Curve
          key={name}
          title={title}
          days={days.map((day) => ({ day: day.day, value: day[name] }))}
          format={formatCount}
        />
      ))}
    </div>
  )
}

import { useState } from 'react'
import type { RecoverySettings, SettingsJson } from 'sparekey/admin-schema'
import { Button } from '../../../web/src/components/Button.tsx'
import { Card } from '../../../web/src/components/Card.tsx'
import { CheckItem } from '../../../web/src/components/CheckItem.tsx'
import { ErrorNotice } from '../../../web/src/components/ErrorNotice.tsx'
import { Notice } from '../../../web/src/components/Notice.tsx'
import { SelectField } from '../../../web/src/components/SelectField.tsx'
import { formatDelay } from '../../../web/src/formatTime.ts'
import { Loaded, type Read } from '../components/Loaded.tsx'
import { delaysFor, type Preset, presetWords, toggled } from '../settings.ts'
import { type Kind, kindWords } from '../words.ts'
import { RecoverySwitch, type RecoverySwitchProps } from './RecoverySwitch.tsx'

/** @see Settings */
export interface SettingsProps {
  readonly settings: Read<SettingsJson>
  readonly onMode: RecoverySwitchProps['onSet']
  /** Saves what is not the switch. */
  readonly onSave: (recovery: RecoverySettings) => void
  readonly isBusy: boolean
  readonly isSaved: boolean
  readonly error: unknown
}

/** Whom recovery is for, by which guardians, and how long it waits at least. */
export function Settings({ settings, ...rest }: SettingsProps) {
  return (
    <Loaded read={settings} label="Reading the settings…" lines={10}>
      {(data) => <Form key={data.version} recovery={data.recovery} {...rest} />}
    </Loaded>
  )
}

function Form(props: Omit<SettingsProps, 'settings'> & { readonly recovery: RecoverySettings }) {
  const { recovery, onMode, onSave, isBusy, isSaved, error } = props
  const [kinds, setKinds] = useState(recovery.kinds)
  const [minimumDelay, setMinimumDelay] = useState(recovery.minimumDelay)
  const isChanged =
    JSON.stringify([kinds, minimumDelay]) !== JSON.stringify([recovery.kinds, recovery.minimumDelay])
  return (
    <>
      <RecoverySwitch mode={recovery.mode} onSet={onMode} />
      <Responsibility />
      <Card title="Kinds of guardians that customers can add">
        <div className="grid grid-cols-1 gap-1 md:grid-cols-2">
          {(Object.keys(kindWords) as Kind[]).map((kind) => (
            <CheckItem
              key={kind}
              checked={kinds.includes(kind)}
              onChange={(isOn) => setKinds(toggled(kinds, kind, isOn))}
            >
              <span className="block font-medium">{kindWords[kind].title}</span>
              <span className="block text-muted">{kindWords[kind].note}</span>
            </CheckItem>
          ))}
        </div>
        <p className="text-muted">Guardians that customers have already stay, and go on helping.</p>
        {kinds.length === 0 && (
          <Notice tone="warning">
            Without any kind nobody can set up recovery: a lost passkey is a lost account.
          </Notice>
        )}
        {kinds.length === 1 && kinds[0] === 'email' && (
          <Notice tone="warning" title="E-mail alone">
            Every customer would depend on one mailbox, and on you. Allow at least one more kind.
          </Notice>
        )}
      </Card>
      <Card title="Shortest waiting time for one guardian alone">
        <p className="text-muted">
          During this time the owner is told and can stop a recovery that somebody else began. It holds for
          what customers set up from now on.
        </p>
        <div className="grid grid-cols-1 gap-2 sm:grid-cols-2 lg:grid-cols-4">
          {(Object.keys(presetWords) as Preset[]).map((preset) => (
            <SelectField
              key={preset}
              label={presetWords[preset]}
              value={minimumDelay[preset]}
              options={delaysFor(preset, minimumDelay[preset]).map((value) => ({
                value,
                title: formatDelay(value),
              }))}
              onChange={(delay) => setMinimumDelay({ ...minimumDelay, [preset]: delay })}
            />
          ))}
        </div>
      </Card>
      <ErrorNotice error={error} />
      {isSaved && !isChanged && (
        <Notice title="Saved" live>
          It counts from now on, in every browser.
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          compact
          disabled={!isChanged}
          busy={isBusy && 'Saving…'}
          onClick={() => onSave({ ...recovery, kinds, minimumDelay })}
        >
          Save
        </Button>
        <p className="text-muted">{isChanged ? 'Your passkey is asked for again.' : 'Nothing to save.'}</p>
      </div>
    </>
  )
}

/** What the choice means, and that it is the operator’s. */
function Responsibility() {
  return (
    <Notice tone="warning" title="A mailbox that somebody else reads">
      <p>
        Whoever reads a customer’s mail can ask for a new passkey in that customer’s name. This is why e-mail
        alone never opens an account at once: it waits at least 72 hours, the owner is told at another
        address, and one touch stops it.
      </p>
      <p className="pt-1">
        It is your decision, and your responsibility, whether recovery is <b>on for all</b> – nobody who is
        locked out has to wait for you – or <b>on request</b> – you hear from the customer first, and can ask
        back. If you learn that a mailbox was taken, lock that account until its owner has the mailbox back.
      </p>
    </Notice>
  )
}

import { useState } from 'react'
import type { OperatorEvent, WebhookJson } from 'sparekey/admin-schema'
import { Button } from '../../../web/src/components/Button.tsx'
import { Card } from '../../../web/src/components/Card.tsx'
import { CheckItem } from '../../../web/src/components/CheckItem.tsx'
import { ErrorNotice } from '../../../web/src/components/ErrorNotice.tsx'
import { LinkButton } from '../../../web/src/components/LinkButton.tsx'
import { Notice } from '../../../web/src/components/Notice.tsx'
import { TextField } from '../../../web/src/components/TextField.tsx'
import { Command } from '../components/Command.tsx'
import { Loaded, type Read } from '../components/Loaded.tsx'
import { When } from '../components/When.tsx'
import { eventWords } from '../words.ts'

/** @see WebhookPage */
export interface WebhookPageProps {
  readonly webhook: Read<WebhookJson>
  readonly onSave: (webhook: { readonly url: string; readonly events: readonly OperatorEvent[] }) => void
  readonly onTest: () => void
  readonly onDelete: () => void
  readonly busy: 'save' | 'test' | 'delete' | undefined
  /** What was just done. */
  readonly done: 'save' | 'test' | 'delete' | undefined
  readonly error: unknown
}

/** Where the operator’s own systems are told. */
export function WebhookPage({ webhook, ...rest }: WebhookPageProps) {
  return (
    <Loaded read={webhook} label="Reading the webhook…">
      {(data) => <Content key={data.webhook?.changedAt ?? ''} data={data} {...rest} />}
    </Loaded>
  )
}

const every = Object.keys(eventWords) as OperatorEvent[]

const doneWords = {
  save: ['Saved', 'From now on your address is told.'],
  test: ['A test is on its way', 'It arrives within seconds if your address answers.'],
  delete: ['Removed', 'Nobody is told by webhook any more.'],
} as const

function Content(props: Omit<WebhookPageProps, 'webhook'> & { readonly data: WebhookJson }) {
  const { data, onSave, onTest, onDelete, busy, done, error } = props
  const { webhook, publicKey } = data
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [events, setEvents] = useState<readonly OperatorEvent[]>(webhook?.events ?? every)
  const [isTried, setIsTried] = useState(false)
  const problem = problemWith(url, events)
  const save = () => {
    setIsTried(true)
    if (!problem) onSave({ url: url.trim(), events })
  }
  const toggle = (event: OperatorEvent, isOn: boolean) =>
    setEvents(every.filter((each) => (each === event ? isOn : events.includes(each))))
  if (publicKey === null)
    return (
      <Notice tone="warning" title="This server cannot sign messages">
        A webhook needs a signing key in the server’s settings, so that your systems can tell its messages
        from others’.
      </Notice>
    )
  return (
    <>
      {done && !error && (
        <Notice title={doneWords[done][0]} live>
          {doneWords[done][1]}
        </Notice>
      )}
      <ErrorNotice error={error} />
      <Card title="Where to">
        <TextField
          label="Address"
          value={url}
          onChange={setUrl}
          error={isTried ? problem : undefined}
          hint="It begins with https:// and leads to a system of yours on the internet. Nothing inside this server’s own network is called."
          autoComplete="off"
          maxLength={500}
        />
        <fieldset className="flex flex-col gap-1">
          <legend className="pb-1 font-medium">What it is told</legend>
          <div className="grid grid-cols-1 gap-1 md:grid-cols-2">
            {every.map((event) => (
              <CheckItem
                key={event}
                checked={events.includes(event)}
                onChange={(isOn) => toggle(event, isOn)}
              >
                {eventWords[event]}
              </CheckItem>
            ))}
          </div>
        </fieldset>
        <div className="flex flex-wrap items-center gap-2">
          <Button compact busy={busy === 'save' && 'Saving…'} onClick={save}>
            Save
          </Button>
          {webhook && (
            <>
              <Button compact variant="secondary" busy={busy === 'test' && 'Sending…'} onClick={onTest}>
                Send a test
              </Button>
              <LinkButton danger onClick={onDelete}>
                Remove the webhook
              </LinkButton>
            </>
          )}
        </div>
        {webhook && (
          <p className="text-muted">
            Changed <When at={webhook.changedAt} short />
          </p>
        )}
      </Card>
      <Card title="How to know that a message is real">
        <p className="text-muted">
          Every message carries an id, a time and an Ed25519 signature. Check it with this public key, and
          refuse what is older than five minutes or comes twice.
        </p>
        <Command text={publicKey} label="Copy the public key" />
      </Card>
    </>
  )
}

function problemWith(url: string, events: readonly OperatorEvent[]): string | undefined {
  if (!URL.canParse(url.trim()) || !/^https?:/.test(url.trim()))
    return 'This is no address. It would be like https://example.org/hook'
  return events.length ? undefined : 'Choose at least one thing that it is told.'
}

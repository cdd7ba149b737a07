import { PasskeyNotAllowedError } from 'sparekey'
import type { WebhookJson } from 'sparekey/admin-schema'
import { Settings, type SettingsProps } from '../../src/screens/Settings.tsx'
import { WebhookPage, type WebhookPageProps } from '../../src/screens/WebhookPage.tsx'
import { failed, ignore, inHours, onTheWay, refused, shown, there } from './common.tsx'
import { settings } from './overview.tsx'

const page: SettingsProps = {
  settings: there(settings),
  onMode: async () => undefined,
  onSave: ignore,
  isBusy: false,
  isSaved: false,
  error: undefined,
}
const emailOnly = { ...settings.recovery, kinds: ['email' as const] }

const told: WebhookJson = {
  webhook: {
    url: 'https://ops.example.org/sparekey',
    events: ['recovery.started', 'account.locked', 'mail.undelivered'],
    changedAt: inHours(-40),
  },
  publicKey: 'Q2hhbmdlIG1lIGJlZm9yZSB1c2UsIHBsZWFzZSAzMiBi',
}
const webhook: WebhookPageProps = {
  webhook: there(told),
  onSave: ignore,
  onTest: ignore,
  onDelete: ignore,
  busy: undefined,
  done: undefined,
  error: undefined,
}

export const settingsFixtures = {
  settings: () => shown('Settings', <Settings {...page} />),
  'settings-saved': () => shown('Settings', <Settings {...page} isSaved />),
  'settings-email-alone': () =>
    shown('Settings', <Settings {...page} settings={there({ version: 5, recovery: emailOnly })} />),
  'settings-changed-meanwhile': () => shown('Settings', <Settings {...page} error={refused} />),
  'settings-loading': () => shown('Settings', <Settings {...page} settings={onTheWay} />),
  'settings-failed': () => shown('Settings', <Settings {...page} settings={failed} />),
  webhook: () => shown('Webhook', <WebhookPage {...webhook} />),
  'webhook-none': () =>
    shown('Webhook', <WebhookPage {...webhook} webhook={there({ ...told, webhook: null })} />),
  'webhook-tested': () => shown('Webhook', <WebhookPage {...webhook} done="test" />),
  'webhook-off': () =>
    shown('Webhook', <WebhookPage {...webhook} webhook={there({ webhook: null, publicKey: null })} />),
  'webhook-declined': () =>
    shown('Webhook', <WebhookPage {...webhook} error={new PasskeyNotAllowedError()} />),
  'webhook-loading': () => shown('Webhook', <WebhookPage {...webhook} webhook={onTheWay} />),
  'webhook-failed': () => shown('Webhook', <WebhookPage {...webhook} webhook={failed} />),
}

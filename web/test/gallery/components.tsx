import { Avatar } from '../../src/components/Avatar.tsx'
import { Card } from '../../src/components/Card.tsx'
import { Choice } from '../../src/components/Choice.tsx'
import { Fingerprint } from '../../src/components/Fingerprint.tsx'
import { Milestones } from '../../src/components/Milestones.tsx'
import { Moment } from '../../src/components/Moment.tsx'
import { NetworkProgress } from '../../src/components/NetworkProgress.tsx'
import { Notice } from '../../src/components/Notice.tsx'
import { Page } from '../../src/components/Page.tsx'

const clock = { chainNow: 1_795_000_000, readAt: Date.now() }
const addresses = Array.from({ length: 24 }, (_, index) =>
  Array.from({ length: 20 }, (_, byte) =>
    ((index * 37 + byte * 91 + index * byte * 7) % 256).toString(16).padStart(2, '0'),
  ).join(''),
)

export const componentFixtures = {
  components: () => (
    <Page title="Components" lead="Everything that screens are made of.">
      <Card title="Faces">
        <div className="flex flex-wrap gap-1">
          {addresses.map((address) => (
            <Avatar key={address} address={address} />
          ))}
        </div>
      </Card>
      <Moment large label="Ready" at={clock.chainNow + 250_000} clock={clock} />
      <Milestones
        label="What happens"
        steps={[
          { title: 'Started', note: 'Fri 20 Nov, 17:05', state: 'done' },
          { title: 'Half-way', note: 'We tell you again', state: 'now' },
          { title: 'Ready', note: 'Mon 23 Nov, 14:05', state: 'later' },
          { title: 'Ends', state: 'later' },
        ]}
      />
      <Fingerprint words={['anchor', 'velvet', 'tulip', 'mosaic', 'harbor', 'pencil']} />
      <NetworkProgress
        onRetry={() => undefined}
        networks={[
          { chainId: 1, name: 'Base', state: 'done', note: 'The old passkey no longer works here' },
          { chainId: 2, name: 'Arbitrum', state: 'pending' },
          { chainId: 3, name: 'Optimism', state: 'failed', note: 'It does not answer.' },
          { chainId: 4, name: 'Polygon', state: 'waiting' },
        ]}
      />
      <Notice title="Good to know">A note about this.</Notice>
      <Notice tone="warning" title="Two guardians fall together">
        Both are on your phone.
      </Notice>
      <Notice tone="danger" title="This cannot be undone">
        Look twice.
      </Notice>
      <Choice
        legend="How"
        value="balanced"
        onChange={() => undefined}
        options={[
          {
            value: 'balanced',
            title: 'Balanced',
            badge: 'Recommended',
            note: 'One guardian waits 72 hours, all together at once.',
          },
          { value: 'simple', title: 'Simple', note: 'Any one guardian, at once.' },
        ]}
      />
    </Page>
  ),
}

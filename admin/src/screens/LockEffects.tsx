import { Ban, Check } from 'lucide-react'
import { type LockEffect, lockEffects } from 'sparekey/admin-schema'

/** What a lock stops and what it does not, line by line; the server's tests hold each line. */
export function LockEffects() {
  return (
    <div className="flex flex-col gap-2 md:flex-row">
      <List title="The lock stops" effects={lockEffects.stops} mark={<Ban className="text-danger" />} />
      <List
        title="The lock does not stop"
        effects={lockEffects.leaves}
        mark={<Check className="text-accent" />}
      />
    </div>
  )
}

function List(props: { title: string; effects: readonly LockEffect[]; mark: React.ReactElement }) {
  const { title, effects, mark } = props
  return (
    <section aria-label={title} className="min-w-0 flex-1">
      <h3 className="pb-0.5 font-medium">{title}</h3>
      <ul className="flex flex-col gap-0.5">
        {effects.map(({ id, sentence }) => (
          <li key={id} className="flex gap-1">
            <span aria-hidden="true" className="mt-0.5 shrink-0 *:size-2">
              {mark}
            </span>
            {sentence}
          </li>
        ))}
      </ul>
    </section>
  )
}

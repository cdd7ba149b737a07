import { CircleAlert, Plus } from 'lucide-react'
import { Card } from '../components/Card.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { SelectField } from '../components/SelectField.tsx'
import { formatDelay } from '../formatTime.ts'
import type { ChosenGuardian, CustomWay as Custom } from '../setup/draft.ts'

/** An own way: how much each guardian counts, how many points are enough, how long that waits. */
export function CustomWay({ guardians, custom, total, problem, onChange }: CustomWayProps) {
  const setStep = (index: number, change: Partial<Step>) =>
    onChange({
      ...custom,
      steps: custom.steps.map((step, at) => (at === index ? { ...step, ...change } : step)),
    })
  return (
    <>
      <Card title="How much each one counts">
        {guardians.map(({ signer, label }) => (
          <div key={signer} className="flex items-center gap-2">
            <span className="min-w-0 flex-1">{label}</span>
            <div className="w-16">
              <SelectField
                label={`How much ${label} counts`}
                hideLabel
                value={custom.counts[signer] ?? 1}
                options={range(9, custom.counts[signer]).map((value) => ({ value, title: points(value) }))}
                onChange={(count) => onChange({ ...custom, counts: { ...custom.counts, [signer]: count } })}
              />
            </div>
          </div>
        ))}
      </Card>
      <Card title="How much is enough">
        {custom.steps.map((step, index) => (
          <fieldset
            key={stepKey(index)}
            className="flex flex-col gap-1 border-line border-b pb-2 last-of-type:border-0"
          >
            <legend className="sr-only">Line {index + 1}</legend>
            <div className="flex gap-1">
              <SelectField
                label="With at least"
                value={step.points}
                options={range(total, step.points).map((value) => ({ value, title: points(value) }))}
                onChange={(value) => setStep(index, { points: value })}
              />
              <SelectField
                label="it waits"
                value={step.delay}
                options={withCurrent(delays, step.delay).map((value) => ({
                  value,
                  title: value === 0 ? 'not at all' : formatDelay(value),
                }))}
                onChange={(value) => setStep(index, { delay: value })}
              />
            </div>
            {custom.steps.length > 1 && (
              <LinkButton
                onClick={() => onChange({ ...custom, steps: custom.steps.filter((_, at) => at !== index) })}
              >
                Remove<span className="sr-only"> line {index + 1}</span>
              </LinkButton>
            )}
          </fieldset>
        ))}
        <p role="status" className={problem ? 'flex gap-1 text-danger' : 'sr-only'}>
          {problem && <CircleAlert aria-hidden="true" className="mt-0.5 size-2 shrink-0" />}
          {problem}
        </p>
        {custom.steps.length < 4 && (
          <LinkButton
            onClick={() => onChange({ ...custom, steps: [...custom.steps, nextStep(custom, total)] })}
          >
            <Plus aria-hidden="true" className="size-2.5" /> Faster with more approval
          </LinkButton>
        )}
      </Card>
      <SelectField
        label="Once it is ready, a recovery can be finished for"
        value={custom.windowHours}
        options={withCurrent(windows, custom.windowHours).map((value) => ({
          value,
          title: formatDelay(value * 3600),
        }))}
        onChange={(windowHours) => onChange({ ...custom, windowHours })}
      />
    </>
  )
}

/** @see CustomWay */
export interface CustomWayProps {
  readonly guardians: readonly ChosenGuardian[]
  readonly custom: Custom
  /** The points of all guardians together. */
  readonly total: number
  /** What makes no sense about it. */
  readonly problem: string | undefined
  readonly onChange: (custom: Custom) => void
}

type Step = Custom['steps'][number]

const hour = 3600
/** Seconds that can be chosen, up to the longest that is allowed. */
const delays = [0, hour, 24 * hour, 72 * hour, 168 * hour, 336 * hour, 720 * hour]
/** Hours that can be chosen, from the shortest to the longest that are allowed. */
const windows = [48, 96, 168, 336, 720]

/** A line has no identity but its place. */
const stepKey = (index: number) => `line ${index}`
const points = (count: number) => `${count} point${count === 1 ? '' : 's'}`

/** 1 to `last`, and what is chosen now even if it is beyond. */
function range(last: number, current = 1): number[] {
  return Array.from({ length: Math.max(last, current) }, (_, index) => index + 1)
}

function withCurrent(values: readonly number[], current: number): number[] {
  return [...new Set([...values, current])].sort((a, b) => a - b)
}

/** One point more than the largest so far, and the next shorter wait. */
function nextStep({ steps }: Custom, total: number): Step {
  const most = Math.max(0, ...steps.map((step) => step.points))
  const shortest = Math.min(...steps.map((step) => step.delay), 168 * hour)
  return { points: Math.min(total, most + 1), delay: delays.findLast((delay) => delay < shortest) ?? 0 }
}

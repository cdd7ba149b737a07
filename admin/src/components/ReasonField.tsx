import { reasonProblem } from '../reason.ts'
import { TextArea } from './TextArea.tsx'

/** @see ReasonField */
export interface ReasonFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  /** Whether it was sent already: what is wrong is said only then. */
  readonly isTried: boolean
}

/** Why an operator does something. */
export function ReasonField({ value, onChange, isTried }: ReasonFieldProps) {
  return (
    <TextArea
      label="Reason"
      value={value}
      onChange={onChange}
      error={isTried ? reasonProblem(value) : undefined}
      hint="The audit log keeps it, and other operators read it. No passwords or codes."
      maxLength={500}
    />
  )
}

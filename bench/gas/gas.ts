import type { Figure } from '../Figure.ts'

/** A figure in gas. */
export const gas = (name: string, value: number, limit: number): Figure => ({
  name,
  value,
  unit: 'gas',
  limit,
})

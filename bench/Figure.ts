/** One measured value. `limit` is what it must not exceed. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly limit?: number
}

/** Something did not happen that was measured for: the figure would mean nothing. */
export class MeasurementError extends Error {
  override readonly name = 'MeasurementError'
}

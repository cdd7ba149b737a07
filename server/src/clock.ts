/** Where the server gets the time from; handed in, so that tests and the local stack can move it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
}

/** The computer's clock: the only place in server/ that reads it. */
export const systemClock: Clock = { now: () => Date.now() }

/** The clock's time as a date, which is what the database stores. */
export const dateOf = (clock: Clock, laterBySeconds = 0): Date =>
  new Date(clock.now() + laterBySeconds * 1000)

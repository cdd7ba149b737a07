const minute = 60
const hour = 60 * minute
const day = 24 * hour

const parts = (locale: string, timeZone?: string) =>
  new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timeZone && { timeZone }),
  })

/** "Mon 23 Nov, 14:05", with the year where it is another one. @param time milliseconds */
export function formatMoment(time: number, now: number, timeZone?: string): string {
  const read = (at: number) =>
    Object.fromEntries(
      parts('en-GB', timeZone)
        .formatToParts(at)
        .map(({ type, value }) => [type, value]),
    )
  const moment = read(time)
  const year = moment['year'] === read(now)['year'] ? '' : ` ${moment['year']}`
  return `${moment['weekday']} ${moment['day']} ${moment['month']}${year}, ${moment['hour']}:${moment['minute']}`
}

/** "2 days 21 hours", "3 hours 5 minutes", "40 seconds": the two largest units, rounded down. */
export function formatDuration(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds))
  if (left >= day) return two(left, [day, 'day'], [hour, 'hour'])
  if (left >= hour) return two(left, [hour, 'hour'], [minute, 'minute'])
  if (left >= minute) return count(Math.floor(left / minute), 'minute')
  return count(left, 'second')
}

/** A waiting time as a person would say it: "at once", "72 hours" – whole hours up to four days – "7 days". */
export function formatDelay(seconds: number): string {
  if (seconds === 0) return 'at once'
  if (seconds % hour === 0 && seconds <= 4 * day) return count(seconds / hour, 'hour')
  return formatDuration(seconds)
}

type Unit = readonly [seconds: number, name: string]

function two(left: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const rest = Math.floor((left % large) / small)
  const first = count(Math.floor(left / large), largeName)
  return rest ? `${first} ${count(rest, smallName)}` : first
}

function count(number: number, name: string): string {
  return `${number} ${name}${number === 1 ? '' : 's'}`
}

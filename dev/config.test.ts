import { expect, test } from 'vitest'
import { childEnvironment, portsFromEnvironment } from './config.ts'
import { UsageError } from './errors.ts'

test('ports follow from SPAREKEY_PORT, 4000 if unset or empty', () => {
  const standard = {
    ...{ app: 4000, admin: 4001, issuer: 4002, mail: 4003, chains: [4010, 4011], bundlers: [4020, 4021] },
    ...{ server: 4030, web: 4031, smtp: 4032, adminServer: 4033 },
  }
  expect(portsFromEnvironment(undefined)).toEqual(standard)
  expect(portsFromEnvironment('')).toEqual(standard)
  expect(portsFromEnvironment('7000')).toMatchObject({
    app: 7000,
    chains: [7010, 7011],
    bundlers: [7020, 7021],
  })
})

test.each(['abc', '80', '65501', '4000.5', '-1'])('SPAREKEY_PORT=%s is refused with a sentence', (value) => {
  expect(() => portsFromEnvironment(value)).toThrow(
    new UsageError(
      `SPAREKEY_PORT is "${value}", expected a whole number from 1024 to 65500. Unset it for 4000.`,
    ),
  )
})

test('child processes see no setting that could change what they do', () => {
  expect(Object.keys(childEnvironment())).toContain('PATH')
  for (const name of Object.keys(childEnvironment()))
    expect(['PATH', 'HOME', 'TMPDIR', 'LANG']).toContain(name)
})

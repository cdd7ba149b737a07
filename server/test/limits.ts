import type { Context } from '../src/context.ts'
import { limits } from '../src/tables/limits.ts'

/** From now on the usual limits, with nothing counted: tests are otherwise allowed as much as they want. */
export async function usualLimits({ db, config }: Pick<Context, 'db' | 'config'>): Promise<void> {
  await db.delete(limits)
  Object.assign(config, { rateFactor: 1 })
}

import type { AdminConfig } from '../config.ts'
import type { Context } from '../context.ts'

/** What endpoints of the dashboard work with: `config.origin`, `rpId` and `webDir` are the dashboard's own. */
export interface AdminContext extends Context {
  /** The app's side: what concerns its people is made with this one. */
  readonly app: Context
}

/** The operator's side of a server. */
export function adminContextOf(app: Context, { origin, rpId, dir }: AdminConfig): AdminContext {
  return { ...app, app, config: { ...app.config, origin, rpId, webDir: dir } }
}

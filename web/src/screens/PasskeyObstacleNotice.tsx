import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { useCopy } from '../components/useCopy.ts'
import type { PasskeyObstacle } from '../passkeySupport.ts'

const words: Record<PasskeyObstacle, readonly [title: string, todo: string]> = {
  'in-app-browser': [
    'You are inside another app',
    'Its built-in browser cannot use passkeys. Copy the address and open it in Safari, Chrome or Firefox.',
  ],
  'insecure-page': [
    'This connection is not secure',
    'Browsers give passkeys to secure pages only. Open this page with https:// at the front.',
  ],
  unsupported: [
    'This browser has no passkeys',
    'Update it, or copy the address and open it in another browser or on another device.',
  ],
  'no-storage': [
    'This window keeps nothing',
    'Some private windows are like that, and what you begin here could be lost. Copy the address and open it in a normal window.',
  ],
}

/** Why passkeys cannot be used here, and the way on. */
export function PasskeyObstacleNotice({ obstacle }: { readonly obstacle: PasskeyObstacle }) {
  const { isCopied, copy } = useCopy()
  const [title, todo] = words[obstacle]
  return (
    <Notice
      tone="warning"
      title={title}
      actions={
        <LinkButton onClick={() => copy(window.location.href)}>
          {isCopied ? 'Copied' : 'Copy the address'}
        </LinkButton>
      }
    >
      {todo}
    </Notice>
  )
}

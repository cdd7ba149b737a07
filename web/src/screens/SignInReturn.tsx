import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { TextLink } from '../components/TextLink.tsx'

/** Back from signing in elsewhere: a moment, unless nobody here has begun that. */
export function SignInReturn({ outcome }: SignInReturnProps) {
  if (outcome === undefined)
    return (
      <Page width="dialog" title="One moment">
        <Skeleton lines={2} label="Going back to where you were…" />
      </Page>
    )
  if (outcome === 'other-tab')
    return (
      <Page
        width="dialog"
        title="You have signed in"
        lead="Go on in the window in which you began. You can close this one."
      />
    )
  return (
    <Page
      width="dialog"
      title="This sign-in cannot be used"
      lead="It was not begun in this window, was used already, or took too long. Nothing was sent."
      actions={
        <>
          <TextLink to="/recover" look="button">
            Get your account back
          </TextLink>
          <TextLink to="/">Open or create an account</TextLink>
        </>
      }
    >
      <Notice>If somebody sent you a link that led here, do not use it again.</Notice>
    </Page>
  )
}

/** @see SignInReturn */
export interface SignInReturnProps {
  /** Undefined while it is looked at. */
  readonly outcome: 'other-tab' | 'nowhere' | undefined
}

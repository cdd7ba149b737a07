/** Wherever products of others are named; with what the operator adds to it. */
export function ThirdParties({ notice }: { readonly notice: string | undefined }) {
  return (
    <p className="text-muted">
      Wallets, password managers and sign-ins are made by independent third parties, who are responsible for
      them. They are named here only because they work with this page.{notice && ` ${notice}`}
    </p>
  )
}

CREATE TABLE "oidc_links" (
	"account" text NOT NULL,
	"signer" text NOT NULL,
	"identity_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "oidc_links_account_signer_pk" PRIMARY KEY("account","signer")
);
--> statement-breakpoint
ALTER TABLE "oidc_links" ADD CONSTRAINT "oidc_links_account_accounts_address_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("address") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "oidc_links_identity" ON "oidc_links" USING btree ("identity_hash");
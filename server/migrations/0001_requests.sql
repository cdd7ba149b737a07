CREATE TABLE "checkpoints" (
	"chain_id" bigint NOT NULL,
	"number" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "checkpoints_chain_id_number_pk" PRIMARY KEY("chain_id","number")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"chain_id" bigint NOT NULL,
	"block_hash" text NOT NULL,
	"log_index" integer NOT NULL,
	"block_number" bigint NOT NULL,
	"transaction_hash" text NOT NULL,
	"name" text NOT NULL,
	"account" text NOT NULL,
	"request_hash" text NOT NULL,
	"values" jsonb NOT NULL,
	"is_withdrawn" boolean NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "events_chain_id_block_hash_log_index_pk" PRIMARY KEY("chain_id","block_hash","log_index")
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"request_hash" text NOT NULL,
	"signer" text NOT NULL,
	"chain_id" bigint NOT NULL,
	"signature" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "approvals_request_hash_signer_chain_id_pk" PRIMARY KEY("request_hash","signer","chain_id")
);
--> statement-breakpoint
CREATE TABLE "cancellations" (
	"request_hash" text PRIMARY KEY NOT NULL,
	"deadline" bigint NOT NULL,
	"scopes" jsonb NOT NULL,
	"signature" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"hash" text PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"request" jsonb NOT NULL,
	"new_passkey_label" text NOT NULL,
	"credential_id" text NOT NULL,
	"acceptance" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"job" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "spending" (
	"day" date NOT NULL,
	"subject" text NOT NULL,
	"gas" bigint NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "spending_day_subject_pk" PRIMARY KEY("day","subject")
);
--> statement-breakpoint
CREATE TABLE "submissions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"chain_id" bigint NOT NULL,
	"action" text NOT NULL,
	"account" text NOT NULL,
	"request_hash" text NOT NULL,
	"state" text NOT NULL,
	"transaction_hash" text,
	"raw_transaction" text,
	"nonce" integer,
	"attempts" integer NOT NULL,
	"error_code" text,
	"error" text,
	"not_before" timestamp (3) with time zone NOT NULL,
	"ready_at" bigint,
	"peer" text,
	"gas" bigint NOT NULL,
	"block_number" bigint,
	"sent_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_request_hash_requests_hash_fk" FOREIGN KEY ("request_hash") REFERENCES "public"."requests"("hash") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cancellations" ADD CONSTRAINT "cancellations_request_hash_requests_hash_fk" FOREIGN KEY ("request_hash") REFERENCES "public"."requests"("hash") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "events_block" ON "events" USING btree ("chain_id","block_number");--> statement-breakpoint
CREATE INDEX "events_account" ON "events" USING btree ("account","request_hash");--> statement-breakpoint
CREATE INDEX "requests_account" ON "requests" USING btree ("account","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "submissions_live" ON "submissions" USING btree ("chain_id","action","account","request_hash") WHERE state in ('queued', 'sent');--> statement-breakpoint
CREATE INDEX "submissions_work" ON "submissions" USING btree ("chain_id","not_before") WHERE state in ('queued', 'sent');--> statement-breakpoint
CREATE INDEX "submissions_account" ON "submissions" USING btree ("account","request_hash");
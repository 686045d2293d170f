using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Ispeed.Hub.Store.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<int>(type: "integer", nullable: false),
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    area_code = table.Column<string>(type: "text", nullable: true),
                    operator_code = table.Column<string>(type: "text", nullable: true),
                    made_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true),
                    user_name = table.Column<string>(type: "text", nullable: true),
                    normalized_user_name = table.Column<string>(type: "text", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true),
                    normalized_email = table.Column<string>(type: "text", nullable: true),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    security_stamp = table.Column<string>(type: "text", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "text", nullable: true),
                    two_factor_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    lockout_end = table.Column<long>(type: "bigint", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    access_failed_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    scopes = table.Column<int>(type: "integer", nullable: false),
                    made_at = table.Column<long>(type: "bigint", nullable: false),
                    until = table.Column<long>(type: "bigint", nullable: false),
                    revoked_at = table.Column<long>(type: "bigint", nullable: true),
                    last_used_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "area_amendments",
                columns: table => new
                {
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    imported_at = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_area_amendments", x => new { x.imported_at, x.day });
                });

            migrationBuilder.CreateTable(
                name: "area_boundaries",
                columns: table => new
                {
                    code = table.Column<string>(type: "text", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    imported_at = table.Column<long>(type: "bigint", nullable: false),
                    west = table.Column<double>(type: "double precision", nullable: false),
                    south = table.Column<double>(type: "double precision", nullable: false),
                    east = table.Column<double>(type: "double precision", nullable: false),
                    north = table.Column<double>(type: "double precision", nullable: false),
                    wkb = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_area_boundaries", x => new { x.code, x.valid_from });
                });

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: true),
                    act = table.Column<int>(type: "integer", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    changes = table.Column<string>(type: "text", nullable: false),
                    previous_hash = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entries", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "audit_heads",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_heads", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "black_spots",
                columns: table => new
                {
                    cell = table.Column<string>(type: "text", nullable: false),
                    @operator = table.Column<string>(name: "operator", type: "text", nullable: false),
                    medium = table.Column<string>(type: "text", nullable: false),
                    province_code = table.Column<string>(type: "text", nullable: true),
                    commune_code = table.Column<string>(type: "text", nullable: true),
                    is_black_spot = table.Column<bool>(type: "boolean", nullable: false),
                    is_cold = table.Column<bool>(type: "boolean", nullable: false),
                    devices = table.Column<int>(type: "integer", nullable: false),
                    failed_devices = table.Column<int>(type: "integer", nullable: false),
                    days = table.Column<int>(type: "integer", nullable: false),
                    rate = table.Column<double>(type: "double precision", nullable: false),
                    chance = table.Column<double>(type: "double precision", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_black_spots", x => new { x.cell, x.@operator, x.medium });
                });

            migrationBuilder.CreateTable(
                name: "campaigns",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    issuer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    asks = table.Column<int>(type: "integer", nullable: false),
                    staff_percent = table.Column<int>(type: "integer", nullable: false),
                    runs_a_month = table.Column<int>(type: "integer", nullable: false),
                    samples_a_commune = table.Column<int>(type: "integer", nullable: false),
                    first_month = table.Column<DateOnly>(type: "date", nullable: false),
                    last_month = table.Column<DateOnly>(type: "date", nullable: true),
                    deadlines = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaigns", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "case_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    became = table.Column<int>(type: "integer", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: true),
                    mbps = table.Column<double>(type: "double precision", nullable: true),
                    samples = table.Column<int>(type: "integer", nullable: true),
                    measure = table.Column<string>(type: "text", nullable: true),
                    due_on = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_case_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "changed_runs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    keys = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_changed_runs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "code_steps",
                columns: table => new
                {
                    code = table.Column<string>(type: "text", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_code_steps", x => new { x.code, x.day, x.step });
                });

            migrationBuilder.CreateTable(
                name: "counted_until",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_counted_until", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "coverage_state",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    to = table.Column<DateOnly>(type: "date", nullable: false),
                    computed_at = table.Column<long>(type: "bigint", nullable: false),
                    is_demonstration = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_coverage_state", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "figures",
                columns: table => new
                {
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    area_code = table.Column<string>(type: "text", nullable: false),
                    area_from = table.Column<DateOnly>(type: "date", nullable: false),
                    @operator = table.Column<string>(name: "operator", type: "text", nullable: false),
                    generation = table.Column<long>(type: "bigint", nullable: false),
                    level = table.Column<int>(type: "integer", nullable: false),
                    parent_code = table.Column<string>(type: "text", nullable: true),
                    hash = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_figures", x => new { x.month, x.area_code, x.area_from, x.@operator, x.generation });
                });

            migrationBuilder.CreateTable(
                name: "flags",
                columns: table => new
                {
                    device = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    rules = table.Column<int>(type: "integer", nullable: false),
                    flags = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_flags", x => new { x.device, x.id, x.rules });
                });

            migrationBuilder.CreateTable(
                name: "headcounts",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    staff = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_headcounts", x => new { x.organisation_id, x.month });
                });

            migrationBuilder.CreateTable(
                name: "hub_facts",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hub_facts", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "invitations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_hash = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: true),
                    role = table.Column<int>(type: "integer", nullable: false),
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    area_code = table.Column<string>(type: "text", nullable: true),
                    operator_code = table.Column<string>(type: "text", nullable: true),
                    account_id = table.Column<Guid>(type: "uuid", nullable: true),
                    invited_by = table.Column<Guid>(type: "uuid", nullable: true),
                    made_at = table.Column<long>(type: "bigint", nullable: false),
                    until = table.Column<long>(type: "bigint", nullable: false),
                    closed_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invitations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "leases",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    holder = table.Column<Guid>(type: "uuid", nullable: false),
                    until = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_leases", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "measurements",
                columns: table => new
                {
                    device = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<long>(type: "bigint", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    method = table.Column<string>(type: "text", nullable: false),
                    protocol = table.Column<string>(type: "text", nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: true),
                    family = table.Column<int>(type: "integer", nullable: true),
                    limited_by = table.Column<int>(type: "integer", nullable: false),
                    proof = table.Column<int>(type: "integer", nullable: false),
                    dispute = table.Column<string>(type: "text", nullable: true),
                    is_demonstration = table.Column<bool>(type: "boolean", nullable: false),
                    referral_code = table.Column<string>(type: "text", nullable: true),
                    participant = table.Column<int>(type: "integer", nullable: true),
                    point_id = table.Column<string>(type: "text", nullable: true),
                    point_name = table.Column<string>(type: "text", nullable: true),
                    place = table.Column<int>(type: "integer", nullable: true),
                    operator_code = table.Column<string>(type: "text", nullable: true),
                    host_code = table.Column<string>(type: "text", nullable: true),
                    asn = table.Column<long>(type: "bigint", nullable: true),
                    submitted_from_asn = table.Column<long>(type: "bigint", nullable: true),
                    network_kind = table.Column<int>(type: "integer", nullable: true),
                    address_prefix = table.Column<string>(type: "text", nullable: true),
                    access = table.Column<int>(type: "integer", nullable: false),
                    access_source = table.Column<int>(type: "integer", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    line_evidence = table.Column<int>(type: "integer", nullable: false),
                    line_contradicted = table.Column<bool>(type: "boolean", nullable: false),
                    province_code = table.Column<string>(type: "text", nullable: true),
                    district_code = table.Column<string>(type: "text", nullable: true),
                    commune_code = table.Column<string>(type: "text", nullable: true),
                    area_source = table.Column<int>(type: "integer", nullable: false),
                    cell = table.Column<string>(type: "text", nullable: true),
                    down_mbps = table.Column<double>(type: "double precision", nullable: true),
                    down_low = table.Column<double>(type: "double precision", nullable: true),
                    down_high = table.Column<double>(type: "double precision", nullable: true),
                    down_bytes = table.Column<long>(type: "bigint", nullable: true),
                    down_seconds = table.Column<double>(type: "double precision", nullable: true),
                    down_stopped_by = table.Column<int>(type: "integer", nullable: true),
                    up_mbps = table.Column<double>(type: "double precision", nullable: true),
                    up_low = table.Column<double>(type: "double precision", nullable: true),
                    up_high = table.Column<double>(type: "double precision", nullable: true),
                    up_bytes = table.Column<long>(type: "bigint", nullable: true),
                    up_seconds = table.Column<double>(type: "double precision", nullable: true),
                    up_stopped_by = table.Column<int>(type: "integer", nullable: true),
                    idle_ms = table.Column<double>(type: "double precision", nullable: true),
                    loaded_down_ms = table.Column<double>(type: "double precision", nullable: true),
                    loaded_up_ms = table.Column<double>(type: "double precision", nullable: true),
                    jitter_ms = table.Column<double>(type: "double precision", nullable: true),
                    min_ms = table.Column<double>(type: "double precision", nullable: true),
                    pdv95ms = table.Column<double>(type: "double precision", nullable: true),
                    grade = table.Column<string>(type: "text", nullable: true),
                    short_rpm = table.Column<double>(type: "double precision", nullable: true),
                    loss_down_percent = table.Column<double>(type: "double precision", nullable: true),
                    loss_down_low = table.Column<double>(type: "double precision", nullable: true),
                    loss_down_high = table.Column<double>(type: "double precision", nullable: true),
                    loss_up_percent = table.Column<double>(type: "double precision", nullable: true),
                    loss_up_low = table.Column<double>(type: "double precision", nullable: true),
                    loss_up_high = table.Column<double>(type: "double precision", nullable: true),
                    loss_probes = table.Column<int>(type: "integer", nullable: false),
                    bytes_total = table.Column<long>(type: "bigint", nullable: false),
                    failure_reason = table.Column<int>(type: "integer", nullable: true),
                    failure_phase = table.Column<int>(type: "integer", nullable: true),
                    client_name = table.Column<string>(type: "text", nullable: false),
                    client_version = table.Column<string>(type: "text", nullable: false),
                    client_system = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_measurements", x => new { x.device, x.id });
                });

            migrationBuilder.CreateTable(
                name: "no_signal_reports",
                columns: table => new
                {
                    device = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    cell = table.Column<string>(type: "text", nullable: false),
                    @operator = table.Column<string>(name: "operator", type: "text", nullable: false),
                    access = table.Column<int>(type: "integer", nullable: false),
                    province_code = table.Column<string>(type: "text", nullable: true),
                    commune_code = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_no_signal_reports", x => new { x.device, x.id });
                });

            migrationBuilder.CreateTable(
                name: "operator_entries",
                columns: table => new
                {
                    number = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    is_removed = table.Column<bool>(type: "boolean", nullable: false),
                    name = table.Column<string>(type: "text", nullable: true),
                    @operator = table.Column<string>(name: "operator", type: "text", nullable: true),
                    use = table.Column<string>(type: "text", nullable: true),
                    host = table.Column<string>(type: "text", nullable: true),
                    sells = table.Column<string>(type: "text", nullable: true),
                    sims = table.Column<string>(type: "text", nullable: true),
                    made_at = table.Column<long>(type: "bigint", nullable: false),
                    made_by = table.Column<string>(type: "text", nullable: false),
                    why = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operator_entries", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "organisation_spans",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true),
                    name = table.Column<string>(type: "text", nullable: false),
                    parent_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organisation_spans", x => new { x.organisation_id, x.valid_from });
                });

            migrationBuilder.CreateTable(
                name: "organisation_successions",
                columns: table => new
                {
                    from_id = table.Column<Guid>(type: "uuid", nullable: false),
                    to_id = table.Column<Guid>(type: "uuid", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organisation_successions", x => new { x.from_id, x.to_id });
                });

            migrationBuilder.CreateTable(
                name: "organisations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    contact_email = table.Column<string>(type: "text", nullable: true),
                    area_code = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organisations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "participations",
                columns: table => new
                {
                    device = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    runs = table.Column<int>(type: "integer", nullable: false),
                    participant = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_participations", x => new { x.device, x.code, x.month });
                });

            migrationBuilder.CreateTable(
                name: "point_verdicts",
                columns: table => new
                {
                    point_id = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    limits_itself = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_point_verdicts", x => new { x.point_id, x.at });
                });

            migrationBuilder.CreateTable(
                name: "points",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    @operator = table.Column<string>(name: "operator", type: "text", nullable: true),
                    country = table.Column<string>(type: "text", nullable: true),
                    url = table.Column<string>(type: "text", nullable: true),
                    secure_url = table.Column<string>(type: "text", nullable: true),
                    public_key = table.Column<string>(type: "text", nullable: false),
                    software = table.Column<string>(type: "text", nullable: false),
                    registered_at = table.Column<long>(type: "bigint", nullable: false),
                    last_seen_at = table.Column<long>(type: "bigint", nullable: false),
                    last_heartbeat_second = table.Column<long>(type: "bigint", nullable: false),
                    runs = table.Column<int>(type: "integer", nullable: false),
                    load = table.Column<double>(type: "double precision", nullable: false),
                    spooled = table.Column<int>(type: "integer", nullable: false),
                    full_at = table.Column<long>(type: "bigint", nullable: true),
                    checked_at = table.Column<long>(type: "bigint", nullable: true),
                    check_down_mbps = table.Column<double>(type: "double precision", nullable: false),
                    check_up_mbps = table.Column<double>(type: "double precision", nullable: false),
                    check_error_percent = table.Column<double>(type: "double precision", nullable: false),
                    limits_itself = table.Column<bool>(type: "boolean", nullable: false),
                    check_reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_points", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "published_months",
                columns: table => new
                {
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    generation = table.Column<long>(type: "bigint", nullable: false),
                    method = table.Column<string>(type: "text", nullable: false),
                    rules = table.Column<int>(type: "integer", nullable: false),
                    areas_as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    computed_at = table.Column<long>(type: "bigint", nullable: false),
                    is_demonstration = table.Column<bool>(type: "boolean", nullable: false),
                    runs = table.Column<int>(type: "integer", nullable: false),
                    valid_runs = table.Column<int>(type: "integer", nullable: false),
                    devices = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_published_months", x => x.month);
                });

            migrationBuilder.CreateTable(
                name: "raw_submissions",
                columns: table => new
                {
                    device = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_raw_submissions", x => new { x.device, x.id });
                });

            migrationBuilder.CreateTable(
                name: "referral_codes",
                columns: table => new
                {
                    code = table.Column<string>(type: "text", nullable: false),
                    campaign_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    area_code = table.Column<string>(type: "text", nullable: true),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true),
                    replaced_by = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_referral_codes", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "release_tiles",
                columns: table => new
                {
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    quadkey = table.Column<string>(type: "text", nullable: false),
                    network = table.Column<string>(type: "text", nullable: false),
                    down_kbps = table.Column<long>(type: "bigint", nullable: false),
                    up_kbps = table.Column<long>(type: "bigint", nullable: false),
                    idle_ms = table.Column<long>(type: "bigint", nullable: false),
                    loaded_down_ms = table.Column<long>(type: "bigint", nullable: true),
                    loaded_up_ms = table.Column<long>(type: "bigint", nullable: true),
                    tests = table.Column<int>(type: "integer", nullable: false),
                    devices = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_release_tiles", x => new { x.month, x.number, x.network, x.quadkey });
                });

            migrationBuilder.CreateTable(
                name: "release_tiles_taken",
                columns: table => new
                {
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    taken_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_release_tiles_taken", x => new { x.month, x.number });
                });

            migrationBuilder.CreateTable(
                name: "releases",
                columns: table => new
                {
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    generation = table.Column<long>(type: "bigint", nullable: false),
                    method = table.Column<string>(type: "text", nullable: false),
                    rules = table.Column<int>(type: "integer", nullable: false),
                    areas_as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    computed_at = table.Column<long>(type: "bigint", nullable: false),
                    released_at = table.Column<long>(type: "bigint", nullable: false),
                    is_demonstration = table.Column<bool>(type: "boolean", nullable: false),
                    runs = table.Column<int>(type: "integer", nullable: false),
                    valid_runs = table.Column<int>(type: "integer", nullable: false),
                    devices = table.Column<int>(type: "integer", nullable: false),
                    documents = table.Column<int>(type: "integer", nullable: false),
                    content_hash = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    corrects = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_releases", x => new { x.month, x.number });
                });

            migrationBuilder.CreateTable(
                name: "reminder_refusals",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    address_hash = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reminder_refusals", x => new { x.organisation_id, x.address_hash });
                });

            migrationBuilder.CreateTable(
                name: "reminders",
                columns: table => new
                {
                    campaign_id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    occasion = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reminders", x => new { x.campaign_id, x.month, x.organisation_id, x.occasion });
                });

            migrationBuilder.CreateTable(
                name: "run_records",
                columns: table => new
                {
                    device = table.Column<Guid>(type: "uuid", nullable: false),
                    run = table.Column<Guid>(type: "uuid", nullable: false),
                    point_id = table.Column<string>(type: "text", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    is_joined = table.Column<bool>(type: "boolean", nullable: false),
                    token = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_records", x => new { x.device, x.run, x.point_id });
                });

            migrationBuilder.CreateTable(
                name: "sampling_plans",
                columns: table => new
                {
                    commune_code = table.Column<string>(type: "text", nullable: false),
                    @operator = table.Column<string>(name: "operator", type: "text", nullable: false),
                    province_code = table.Column<string>(type: "text", nullable: false),
                    area_from = table.Column<DateOnly>(type: "date", nullable: false),
                    content = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sampling_plans", x => new { x.commune_code, x.@operator });
                });

            migrationBuilder.CreateTable(
                name: "store_checks",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_store_checks", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "unit_reports",
                columns: table => new
                {
                    campaign_id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    installed = table.Column<int>(type: "integer", nullable: true),
                    used = table.Column<int>(type: "integer", nullable: true),
                    relatives_guided = table.Column<int>(type: "integer", nullable: true),
                    difficulties = table.Column<string>(type: "text", nullable: true),
                    proposals = table.Column<string>(type: "text", nullable: true),
                    changed_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_unit_reports", x => new { x.campaign_id, x.month, x.organisation_id });
                });

            migrationBuilder.CreateTable(
                name: "unit_round_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    campaign_id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    became = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_unit_round_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "unit_rounds",
                columns: table => new
                {
                    campaign_id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    level = table.Column<int>(type: "integer", nullable: false),
                    deadline = table.Column<DateOnly>(type: "date", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    staff = table.Column<int>(type: "integer", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_unit_rounds", x => new { x.campaign_id, x.month, x.organisation_id });
                });

            migrationBuilder.CreateTable(
                name: "weak_communes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    @operator = table.Column<string>(name: "operator", type: "text", nullable: false),
                    commune_code = table.Column<string>(type: "text", nullable: false),
                    province_code = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    opened_at = table.Column<long>(type: "bigint", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    mbps = table.Column<double>(type: "double precision", nullable: false),
                    samples = table.Column<int>(type: "integer", nullable: false),
                    measure = table.Column<string>(type: "text", nullable: true),
                    due_on = table.Column<DateOnly>(type: "date", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_weak_communes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "account_passkeys",
                columns: table => new
                {
                    credential_id = table.Column<byte[]>(type: "bytea", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_passkeys", x => x.credential_id);
                    table.ForeignKey(
                        name: "fk_account_passkeys_accounts_user_id",
                        column: x => x.user_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "account_tokens",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    login_provider = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_tokens", x => new { x.user_id, x.login_provider, x.name });
                    table.ForeignKey(
                        name: "fk_account_tokens_accounts_user_id",
                        column: x => x.user_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "audit_heads",
                columns: new[] { "id", "hash", "number" },
                values: new object[] { 1, "", 0L });

            migrationBuilder.CreateIndex(
                name: "ix_account_passkeys_user_id",
                table: "account_passkeys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_normalized_email",
                table: "accounts",
                column: "normalized_email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_account_id",
                table: "api_keys",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_hash",
                table: "api_keys",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_subject",
                table: "audit_entries",
                column: "subject");

            migrationBuilder.CreateIndex(
                name: "ix_black_spots_commune_code",
                table: "black_spots",
                column: "commune_code");

            migrationBuilder.CreateIndex(
                name: "ix_black_spots_province_code",
                table: "black_spots",
                column: "province_code");

            migrationBuilder.CreateIndex(
                name: "ix_campaigns_key",
                table: "campaigns",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_case_events_case_id",
                table: "case_events",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "ix_changed_runs_month",
                table: "changed_runs",
                column: "month");

            migrationBuilder.CreateIndex(
                name: "ix_figures_month_level_area_code",
                table: "figures",
                columns: new[] { "month", "level", "area_code" });

            migrationBuilder.CreateIndex(
                name: "ix_figures_month_parent_code_operator",
                table: "figures",
                columns: new[] { "month", "parent_code", "operator" });

            migrationBuilder.CreateIndex(
                name: "ix_flags_id",
                table: "flags",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_invitations_token_hash",
                table: "invitations",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_measurements_commune_code_started_at",
                table: "measurements",
                columns: new[] { "commune_code", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_measurements_district_code_started_at",
                table: "measurements",
                columns: new[] { "district_code", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_measurements_group_id",
                table: "measurements",
                column: "group_id");

            migrationBuilder.CreateIndex(
                name: "ix_measurements_id",
                table: "measurements",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_measurements_province_code_started_at",
                table: "measurements",
                columns: new[] { "province_code", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_measurements_received_at",
                table: "measurements",
                column: "received_at",
                filter: "referral_code IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_measurements_started_at",
                table: "measurements",
                column: "started_at");

            migrationBuilder.CreateIndex(
                name: "ix_no_signal_reports_province_code_at",
                table: "no_signal_reports",
                columns: new[] { "province_code", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_operator_entries_kind_key",
                table: "operator_entries",
                columns: new[] { "kind", "key" });

            migrationBuilder.CreateIndex(
                name: "ix_organisation_spans_parent_id",
                table: "organisation_spans",
                column: "parent_id");

            migrationBuilder.CreateIndex(
                name: "ix_organisation_successions_to_id",
                table: "organisation_successions",
                column: "to_id");

            migrationBuilder.CreateIndex(
                name: "ix_organisations_key",
                table: "organisations",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_participations_month_code_participant_runs",
                table: "participations",
                columns: new[] { "month", "code", "participant", "runs" });

            migrationBuilder.CreateIndex(
                name: "ix_referral_codes_campaign_id_organisation_id",
                table: "referral_codes",
                columns: new[] { "campaign_id", "organisation_id" });

            migrationBuilder.CreateIndex(
                name: "ix_run_records_is_joined_received_at",
                table: "run_records",
                columns: new[] { "is_joined", "received_at" });

            migrationBuilder.CreateIndex(
                name: "ix_run_records_run",
                table: "run_records",
                column: "run");

            migrationBuilder.CreateIndex(
                name: "ix_sampling_plans_province_code",
                table: "sampling_plans",
                column: "province_code");

            migrationBuilder.CreateIndex(
                name: "ix_unit_round_events_campaign_id_month_organisation_id",
                table: "unit_round_events",
                columns: new[] { "campaign_id", "month", "organisation_id" });

            migrationBuilder.CreateIndex(
                name: "ix_weak_communes_commune_code_operator",
                table: "weak_communes",
                columns: new[] { "commune_code", "operator" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_passkeys");

            migrationBuilder.DropTable(
                name: "account_tokens");

            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "area_amendments");

            migrationBuilder.DropTable(
                name: "area_boundaries");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "audit_heads");

            migrationBuilder.DropTable(
                name: "black_spots");

            migrationBuilder.DropTable(
                name: "campaigns");

            migrationBuilder.DropTable(
                name: "case_events");

            migrationBuilder.DropTable(
                name: "changed_runs");

            migrationBuilder.DropTable(
                name: "code_steps");

            migrationBuilder.DropTable(
                name: "counted_until");

            migrationBuilder.DropTable(
                name: "coverage_state");

            migrationBuilder.DropTable(
                name: "figures");

            migrationBuilder.DropTable(
                name: "flags");

            migrationBuilder.DropTable(
                name: "headcounts");

            migrationBuilder.DropTable(
                name: "hub_facts");

            migrationBuilder.DropTable(
                name: "invitations");

            migrationBuilder.DropTable(
                name: "leases");

            migrationBuilder.DropTable(
                name: "measurements");

            migrationBuilder.DropTable(
                name: "no_signal_reports");

            migrationBuilder.DropTable(
                name: "operator_entries");

            migrationBuilder.DropTable(
                name: "organisation_spans");

            migrationBuilder.DropTable(
                name: "organisation_successions");

            migrationBuilder.DropTable(
                name: "organisations");

            migrationBuilder.DropTable(
                name: "participations");

            migrationBuilder.DropTable(
                name: "point_verdicts");

            migrationBuilder.DropTable(
                name: "points");

            migrationBuilder.DropTable(
                name: "published_months");

            migrationBuilder.DropTable(
                name: "raw_submissions");

            migrationBuilder.DropTable(
                name: "referral_codes");

            migrationBuilder.DropTable(
                name: "release_tiles");

            migrationBuilder.DropTable(
                name: "release_tiles_taken");

            migrationBuilder.DropTable(
                name: "releases");

            migrationBuilder.DropTable(
                name: "reminder_refusals");

            migrationBuilder.DropTable(
                name: "reminders");

            migrationBuilder.DropTable(
                name: "run_records");

            migrationBuilder.DropTable(
                name: "sampling_plans");

            migrationBuilder.DropTable(
                name: "store_checks");

            migrationBuilder.DropTable(
                name: "unit_reports");

            migrationBuilder.DropTable(
                name: "unit_round_events");

            migrationBuilder.DropTable(
                name: "unit_rounds");

            migrationBuilder.DropTable(
                name: "weak_communes");

            migrationBuilder.DropTable(
                name: "accounts");
        }
    }
}

using CsCheck;
using Ispeed.Hub.Ingest;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Tests.Ingest;

public sealed class JudgementTests
{
    private static readonly SomeRun Run = SomeRun.At(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public void Sides_that_agree_are_attested() => Judgement.Of(Run.Submission, Run.Record).ShouldBe(Verdict.Attested);

    [Fact]
    public void Without_a_record_there_is_only_a_claim() => Judgement.Of(Run.Submission, null).ShouldBe(Verdict.Claimed);

    [Fact]
    public void Another_device_and_no_device_are_told_apart()
    {
        Judgement.Of(Run.Submission, Run.Record with { Device = Guid.NewGuid() }).Dispute.ShouldBe("device");
        Judgement.Of(Run.Submission, Run.Record with { Device = null }).Dispute.ShouldBe("device-unproved");
    }

    [Fact]
    public void A_failed_run_needs_only_the_device() =>
        Judgement
            .Of(
                Run.With(measurement =>
                    measurement with
                    {
                        Download = null,
                        Error = new(FailureReason.Broken, RunPhase.Download, "The line broke."),
                    }
                ).Submission,
                Run.Record
            )
            .ShouldBe(Verdict.Attested);

    [Theory]
    [InlineData(0.971, null)]
    [InlineData(0.969, "bytes-up")]
    [InlineData(1.029, null)]
    [InlineData(1.12, "bytes-up")] // 1.03 and one message of 1 MiB
    public void Payload_bytes_must_agree_within_the_stated_bounds(double share, string? dispute) =>
        Judgement.Of(Uploaded(share), Run.Record).Dispute.ShouldBe(dispute);

    [Fact]
    public void A_direction_that_only_the_point_saw_is_disputed() =>
        Judgement.Of(Run.With(measurement => measurement with { Upload = null }).Submission, Run.Record).Dispute.ShouldBe("bytes-up");

    [Fact]
    public void What_was_in_flight_may_have_been_counted_by_the_client()
    {
        var client = Run.With(measurement =>
            measurement with
            {
                Download = measurement.Download! with { Bytes = Run.Record.Down!.Bytes + 4_000_000 },
            }
        );
        var detail = client.Submission.Detail!;
        client = client with
        {
            Submission = client.Submission with { Detail = detail with { Down = detail.Down! with { BytesAfterStop = 4_000_000 } } },
        };
        Judgement.Of(client.Submission, Run.Record).Dispute.ShouldBe("bytes-down");
        Judgement
            .Of(client.Submission, Run.Record with { Down = Run.Record.Down! with { InFlight = 3_000_000 } })
            .ShouldBe(Verdict.Attested);
    }

    [Theory]
    [InlineData(109, null)]
    [InlineData(112, "rate-down")]
    [InlineData(91, null)]
    [InlineData(88, "rate-down")]
    public void A_figure_must_lie_within_a_tenth_of_what_the_point_sent(double mbps, string? dispute) =>
        Judgement.Of(Figured(mbps, mbps, mbps), Run.Record).Dispute.ShouldBe(dispute);

    [Fact]
    public void A_wide_printed_interval_does_not_prove_a_false_figure() =>
        Judgement.Of(Figured(900, 0, 1800), Run.Record).Dispute.ShouldBe("rate-down");

    [Fact]
    public void A_figure_from_a_moment_or_from_beyond_the_run_is_disputed()
    {
        Judgement.Of(Counted(1_000_000, 1_050_000), Run.Record).Dispute.ShouldBe("interval-down");
        Judgement.Of(Counted(1_000_000, 9_000_000), Run.Record).Dispute.ShouldBe("interval-down");
        Judgement.Of(Run.Submission with { Detail = null }, Run.Record).Dispute.ShouldBe("no-curve-down");
    }

    [Fact]
    public void A_clock_that_started_a_round_trip_earlier_is_no_dispute()
    {
        // 400 ms of silence before the line fills: the point counts from the first byte sent, the client from the first that came.
        var late = Run.Record with
        {
            Down = Run.Record.Down! with { Series = [0, 0, 0, 0, 0, .. Run.Record.Down.Series.Skip(5)], Bytes = 24_500_000 },
        };
        Judgement.Of(Run.Submission, late).ShouldBe(Verdict.Attested);
    }

    [Fact]
    public void No_numbers_make_the_judgement_throw() =>
        Gen.Select(Gen.Long, Gen.Long, Gen.Long, Gen.Int, Gen.Double, Gen.Long.Array[0, 50])
            .Sample(
                (from, to, rtt, step, mbps, series) =>
                {
                    var curve = new Curve(1, rtt, from, to, rtt, step, series, null, [new(from, to), new(to, from)], step);
                    var submission = Run.Submission with
                    {
                        Detail = Run.Submission.Detail! with { Down = curve },
                        Measurement = Run.Submission.Measurement with { Download = new(mbps, 0, mbps, 25_000_000, 2, StopReason.Time) },
                    };
                    Judgement.Of(
                        submission,
                        Run.Record with
                        {
                            Down = Run.Record.Down! with { Series = series, StepMillis = step, MinRttMicros = rtt },
                        }
                    );
                }
            );

    [Theory]
    [InlineData(1.0, 0.0, null)]
    [InlineData(0.9, 0.0, "series-down")] // bytes that its own curve never had
    [InlineData(1.1, 0.0, "series-down")]
    [InlineData(1.0, 0.5, "series-down")] // a load that ended long before its curve does: a clock that ran backwards, or slowly
    [InlineData(1.0, -0.5, "series-down")]
    public void A_curve_must_add_up_to_the_bytes_and_the_time(double share, double secondsLess, string? dispute)
    {
        var lying = Run.With(measurement =>
            measurement with
            {
                Download = measurement.Download! with { Seconds = measurement.Download.Seconds - secondsLess },
            }
        );
        var down = lying.Submission.Detail!.Down!;
        Judgement
            .Of(
                lying.Submission with
                {
                    Detail = lying.Submission.Detail with
                    {
                        Down = down with { Series = [.. down.Series.Select(bytes => (long)(bytes * share))], ToMicros = 1_500_000 },
                    },
                },
                Run.Record
            )
            .Dispute.ShouldBe(dispute);
    }

    [Fact]
    public void A_figure_must_follow_from_the_clients_own_curve_though_the_point_would_allow_it()
    {
        var rounded = Run.With(measurement => measurement with { Download = measurement.Download! with { Mbps = 100.001 } });
        Judgement.Of(rounded.Submission, Run.Record).ShouldBe(Verdict.Attested);
        var better = Run.With(measurement => measurement with { Download = measurement.Download! with { Mbps = 108, High = 110 } });
        Judgement.Of(better.Submission, Run.Record).Dispute.ShouldBe("figure-down");
    }

    [Theory]
    [InlineData(0, 0, 0, null)]
    [InlineData(0.004, 0, 0, "figure-down")]
    [InlineData(0, 0.5, 0, "figure-down")] // an interval narrower than the curve allows
    [InlineData(0, 0, -0.5, "figure-down")]
    [InlineData(0, -0.5, 0, "figure-down")] // and one that is wider than it says
    public void A_client_that_keeps_what_it_prints_is_recomputed_to_the_digit(double mbps, double low, double high, string? dispute)
    {
        var detail = Run.Submission.Detail!;
        var curve = detail.Down! with { Points = 75 };
        var honest = Recomputed.Side(curve, StopReason.Interval)!;
        var told = Run.With(measurement =>
            measurement with
            {
                Download = honest with { Mbps = honest.Mbps + mbps, Low = honest.Low + low, High = honest.High + high },
            }
        );
        Judgement.Of(told.Submission with { Detail = detail with { Down = curve } }, Run.Record).Dispute.ShouldBe(dispute);
    }

    [Fact]
    public void A_sampled_line_is_compared_where_it_was_sampled()
    {
        var detail = Run.Submission.Detail!;
        long[] series = [.. Enumerable.Range(0, 100).Select(step => step % 50 < 25 ? 250_000L : 0)];
        var curve = detail.Down! with
        {
            Series = series,
            Points = 50,
            Spans = [new(100_000, 500_000), new(1_000_000, 1_500_000)],
            FromMicros = 100_000,
        };
        var sampled = Run.With(measurement => measurement with { Download = Recomputed.Side(curve, StopReason.Interval) })
            .Seen(record => record with { Down = record.Down! with { Series = series, Bytes = series.Sum() } });
        sampled.Submission.Measurement.Download!.Mbps.ShouldBe(100, 0.01);
        Judgement.Of(sampled.Submission with { Detail = detail with { Down = curve } }, sampled.Record).ShouldBe(Verdict.Attested);
    }

    [Fact]
    public void Bytes_that_were_never_sent_are_disputed_with_a_curve_that_fits_them()
    {
        var lying = Run.With(measurement =>
            measurement with
            {
                Download = new(200, 196, 204, 2 * Run.Record.Down!.Bytes, 2, StopReason.Interval),
            }
        );
        var detail = lying.Submission.Detail!;
        var curve = detail.Down! with { Series = [.. detail.Down.Series.Select(bytes => 2 * bytes)] };
        Judgement.Of(lying.Submission with { Detail = detail with { Down = curve } }, Run.Record).Dispute.ShouldBe("bytes-down");
    }

    // A client that saw another share of the bytes all along: figure, curve and bytes agree with each other.
    private static Submission Uploaded(double share)
    {
        var detail = Run.Submission.Detail!;
        var series = detail.Up!.Series.Select(bytes => (long)(bytes * share)).ToArray();
        var upload = new Throughput(50 * share, 49 * share, 51 * share, series.Sum(), 2, StopReason.Interval);
        return Run.With(measurement => measurement with { Upload = upload }).Submission with
        {
            Detail = detail with { Up = detail.Up with { Series = series } },
        };
    }

    // Figure and curve of a client that agree with each other: what is counted comes from the warm-up, so that the bytes stay.
    private static Submission Figured(double mbps, double low, double high)
    {
        var run = Run.With(measurement =>
            measurement with
            {
                Download = measurement.Download! with { Mbps = mbps, Low = low, High = high },
            }
        );
        var detail = run.Submission.Detail!;
        var counted = (long)(mbps * 1e6 / 8 * 0.020);
        var warmUp = Math.Max(0, (Run.Record.Down!.Bytes - 75 * counted) / 25);
        var series = Enumerable.Repeat(warmUp, 25).Concat(Enumerable.Repeat(counted, 75)).ToArray();
        return run.Submission with { Detail = detail with { Down = detail.Down! with { Series = series } } };
    }

    private static Submission Counted(long fromMicros, long toMicros) =>
        Run.Submission with
        {
            Detail = Run.Submission.Detail! with
            {
                Down = Run.Submission.Detail.Down! with { FromMicros = fromMicros, ToMicros = toMicros },
            },
        };
}

using System.Buffers.Binary;
using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Probes;

/// <summary>Who may send datagrams: sessions by their secret key, each for one run and a minute.</summary>
internal sealed class ProbeSessions(PointLimits limits, TimeProvider time)
{
    private const int OpensPerForgetting = 64;

    private readonly ConcurrentDictionary<ulong, Session> sessions = new();
    private int opens;

    /// <summary>Opens a session; gives its key as the client gets it.</summary>
    public string Open(Run run)
    {
        if (Interlocked.Increment(ref opens) % OpensPerForgetting == 0)
        {
            Forget();
        }

        var key = BinaryPrimitives.ReadUInt64BigEndian(RandomNumberGenerator.GetBytes(8));
        sessions[key] = new(run, time.GetTimestamp());
        return key.ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>Counts a request; false when it belongs to no session, or the session has had its probes or its time.</summary>
    public bool TryTake(in Probe request, out uint received)
    {
        received = 0;
        return !request.IsReply
            && request.Sequence < Limits.ProbesPerSession
            && sessions.TryGetValue(request.Key, out var session)
            && session.Run.Id == request.Run
            && time.GetElapsedTime(session.OpenedAt) <= limits.ProbeSessionTime
            && !session.Run.IsSealed
            && session.TryTake((int)request.Sequence, out received);
    }

    private void Forget()
    {
        foreach (var (key, session) in sessions)
        {
            if (time.GetElapsedTime(session.OpenedAt) > limits.ProbeSessionTime || session.Run.IsSealed)
            {
                sessions.TryRemove(key, out _);
            }
        }
    }

    private sealed class Session(Run run, long openedAt)
    {
        private readonly BitArray seen = new(Limits.ProbesPerSession);
        private uint received;
        private int answered;

        public Run Run { get; } = run;

        public long OpenedAt { get; } = openedAt;

        /// <summary>A datagram that the network doubled is answered and not counted twice: it would hide a lost one.</summary>
        public bool TryTake(int sequence, out uint count)
        {
            lock (seen)
            {
                if (++answered > Limits.ProbesPerSession)
                {
                    count = 0;
                    return false;
                }

                if (!seen[sequence])
                {
                    seen[sequence] = true;
                    received++;
                    Run.CountProbe();
                }

                count = received;
                return true;
            }
        }
    }
}

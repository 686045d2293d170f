namespace Ispeed.Hub.Ingest;

/// <summary>The example of the API's description: a whole run on a line of 100 Mbit/s, without ticket and curve.</summary>
internal static class SubmissionExample
{
    public const string Json = """
        {
          "device": "5a0f5c1e-7d6b-4c5e-9a51-2f6f4a3b9c10",
          "ticket": null,
          "access": "fixed",
          "accessSource": "declared",
          "area": null,
          "location": null,
          "client": { "name": "ispeed-cli", "version": "0.1.0", "system": "Linux" },
          "measurement": {
            "id": "019aabcd-0000-7000-8000-000000000001",
            "startedAt": "2026-11-22T08:00:00Z",
            "server": { "id": null, "name": "local", "url": "ws://localhost:8081" },
            "method": "1",
            "download": { "mbps": 94.1, "low": 92.9, "high": 95.3, "bytes": 21000000, "seconds": 1.9, "stoppedBy": "interval" },
            "upload": { "mbps": 47.2, "low": 45.8, "high": 48.6, "bytes": 9000000, "seconds": 1.6, "stoppedBy": "interval" },
            "latency": {
              "idleMs": 4.2, "loadedDownMs": 21.5, "loadedUpMs": 33.0, "jitterMs": 0.4,
              "minMs": 3.8, "pdv95Ms": 1.1, "grade": "A", "shortRpm": 1850
            },
            "loss": { "downPercent": 0, "upPercent": 0.5, "downLow": 0, "downHigh": 1.88, "upLow": 0.09, "upHigh": 2.78, "probes": 200 },
            "bytesTotal": 31300000,
            "link": null,
            "error": null,
            "family": 6,
            "limitedBy": []
          },
          "detail": null,
          "record": null,
          "group": "019aabcd-0000-7000-8000-0000000000aa"
        }
        """;
}

using System.Globalization;

namespace Ispeed.LineRate;

/// <summary>nginx as the tools that measure with it set it up: one worker, sendfile, a body that is read and thrown away.</summary>
internal static class Nginx
{
    private const int LoadBytes = 16 << 20;

    /// <summary>Writes configuration and load into a folder; gives the configuration's path.</summary>
    /// <param name="folder">Exists.</param>
    /// <param name="certificate">PEM of certificate and key.</param>
    public static string Prepare(string folder, string certificate)
    {
        var load = new byte[LoadBytes];
        new Random(2).NextBytes(load);
        File.WriteAllBytes(Path.Combine(folder, "load.bin"), load);
        var config = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(
            config,
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                daemon off;
                worker_processes 1;
                user root;
                pid {{folder}}/nginx.pid;
                error_log {{folder}}/nginx.log;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  sendfile on;
                  tcp_nopush on;
                  client_max_body_size 0;
                  keepalive_requests 100000;
                  client_body_temp_path {{folder}}/body;
                  open_file_cache max=16;
                  lingering_timeout 30s;
                  lingering_time 60s;
                  server {
                    listen 127.0.0.1:{{Contest.NginxPort}};
                    listen 127.0.0.1:{{Contest.NginxTlsPort}} ssl;
                    ssl_certificate {{certificate}};
                    ssl_certificate_key {{certificate}};
                    ssl_protocols TLSv1.3;
                    root {{folder}};
                    location = /sink { return 200; }
                  }
                }
                """
            )
        );
        return config;
    }
}

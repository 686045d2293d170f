namespace Ispeed.Hub.Reminders;

/// <summary>Reminders: mail to units, their calendar, and the way out of both.</summary>
internal static class RemindersFeature
{
    public static IHostApplicationBuilder AddReminders(this IHostApplicationBuilder builder)
    {
        if (ReminderSettings.Read(builder.Configuration) is { } settings)
        {
            builder.Services.AddSingleton(settings).AddSingleton<SendReminders>();
            builder.Services.AddHostedService(services => services.GetRequiredService<SendReminders>());
        }

        return builder;
    }

    public static WebApplication MapReminders(this WebApplication app)
    {
        StopReminders.Map(app);
        DeadlineCalendar.Map(app);
        return app;
    }
}

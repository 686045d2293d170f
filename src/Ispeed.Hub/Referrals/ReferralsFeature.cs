namespace Ispeed.Hub.Referrals;

/// <summary>What happens with referral codes on the way of a run. Which codes there are is known to the campaigns.</summary>
internal static class ReferralsFeature
{
    public static IHostApplicationBuilder AddReferrals(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CodeSteps>();
        return builder;
    }
}

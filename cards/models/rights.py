"""Rights of staff: who gave or took which, and when."""

from django.db import models


class RightsChange(models.Model):
    """One change of what somebody may do on this site. It goes with her account."""

    user = models.ForeignKey("cards.User", on_delete=models.CASCADE, related_name="rights_changes")
    changed_by = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    # {"active", "staff", "superuser", "groups": names, "permissions": names}
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Rights of {self.user}"

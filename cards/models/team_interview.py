"""Interviews that a team holds, each member by herself."""

from django.db import models


class TeamInterview(models.Model):
    """A blueprint given to a team, to be done by a date. Who has done it, only she herself knows."""

    team = models.ForeignKey(
        "cards.Team", on_delete=models.CASCADE, related_name="team_interviews", db_index=False
    )
    blueprint = models.ForeignKey(
        "cards.Blueprint", on_delete=models.CASCADE, related_name="team_interviews"
    )
    due_on = models.DateField()
    assigned_by = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Interviews begun before do not count as done.
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "blueprint"], name="a_team_holds_a_blueprint_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} holds {self.blueprint} by {self.due_on}"

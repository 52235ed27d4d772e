"""The table that the bare view writes to."""

from django.db import models


class BareRow(models.Model):
    name = models.CharField(max_length=50)
    number = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class BareLog(models.Model):
    row = models.ForeignKey(BareRow, on_delete=models.CASCADE)
    text = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.text

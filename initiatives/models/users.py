"""Users: the only place where a person's name, mail and telephone stand."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Create a user who signs in by `email` (compared without case)."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username):
        return self.get(email=username.strip().lower())


class User(AbstractBaseUser):
    email = models.EmailField("E-Mail-Adresse", unique=True)
    name = models.CharField("Name", max_length=200, blank=True)
    telephone = models.CharField("Telefon", max_length=50, blank=True)
    is_active = models.BooleanField("aktiv", default=True)
    created_at = models.DateTimeField("angelegt", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.email

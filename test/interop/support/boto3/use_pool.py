"""Uses a user pool with boto3: signs up, signs in with a custom challenge, administers users.

Takes the endpoint, the pool's id and the client's id; prints what it saw, as JSON.
"""

import json
import sys
import urllib.parse
import urllib.request

import boto3
from botocore.config import Config

endpoint, pool_id, client_id = sys.argv[1:]
cognito = boto3.client(
    "cognito-idp",
    region_name="eu-central-1",
    endpoint_url=endpoint,
    aws_access_key_id="local",
    aws_secret_access_key="local",
    config=Config(retries={"max_attempts": 0}),
)
BOB = "bob@example.com"
PASSWORD = "Correct-Horse-9"


def last_code(to):
    with urllib.request.urlopen(f"{endpoint}/_local/messages?to={urllib.parse.quote(to)}") as answer:
        return max(json.load(answer), key=lambda message: message["sentAt"])["code"]


def refused(call, **arguments):
    """The type and the text of the error that a call ends in."""
    try:
        call(**arguments)
    except cognito.exceptions.ClientError as error:
        return [type(error).__name__, error.response["Error"]["Message"]]
    return None


def attributes(listed):
    return {attribute["Name"]: attribute["Value"] for attribute in listed}


def challenge():
    return cognito.initiate_auth(
        ClientId=client_id, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": BOB}
    )


def answer(asked, text):
    return cognito.respond_to_auth_challenge(
        ClientId=client_id,
        ChallengeName=asked["ChallengeName"],
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": asked["ChallengeParameters"]["USERNAME"], "ANSWER": text},
    )


seen = {}

# Signing up.
signed_up = cognito.sign_up(
    ClientId=client_id,
    Username=BOB,
    Password=PASSWORD,
    UserAttributes=[{"Name": "custom:role", "Value": "reader"}],
)
seen["delivery"] = signed_up["CodeDeliveryDetails"]
seen["twice"] = refused(cognito.sign_up, ClientId=client_id, Username=BOB, Password=PASSWORD)
seen["wrong code"] = refused(
    cognito.confirm_sign_up, ClientId=client_id, Username=BOB, ConfirmationCode="none"
)
cognito.confirm_sign_up(ClientId=client_id, Username=BOB, ConfirmationCode=last_code(BOB))

# Signing in, at the second try.
asked = challenge()
again = answer(asked, "wrong")
seen["after a wrong answer"] = [again["ChallengeName"], again["Session"] != asked["Session"]]
tokens = answer(again, last_code(BOB))["AuthenticationResult"]
seen["token type"] = tokens["TokenType"]
seen["used session"] = refused(answer, asked=again, text="late")
me = cognito.get_user(AccessToken=tokens["AccessToken"])
seen["sub is the name"] = me["Username"] == signed_up["UserSub"]
seen["me"] = attributes(me["UserAttributes"])

# Administering users.
owner = {"UserPoolId": pool_id}
bob = {**owner, "Username": BOB}
for number in range(3):
    cognito.admin_create_user(
        **owner,
        Username=f"user{number}@example.com",
        UserAttributes=[{"Name": "email_verified", "Value": "true"}],
        MessageAction="SUPPRESS",
    )
pages = cognito.get_paginator("list_users").paginate(**owner, PaginationConfig={"PageSize": 2})
seen["pages"] = [len(page["Users"]) for page in pages]
filtered = cognito.list_users(**owner, Filter=f'email = "{BOB}"')["Users"]
seen["filtered"] = [user["UserStatus"] for user in filtered]
seen["a date"] = type(filtered[0]["UserCreateDate"]).__name__
cognito.admin_update_user_attributes(**bob, UserAttributes=[{"Name": "custom:role", "Value": "writer"}])
seen["role"] = attributes(cognito.admin_get_user(**bob)["UserAttributes"])["custom:role"]
seen["no such attribute"] = refused(
    cognito.admin_update_user_attributes, **bob, UserAttributes=[{"Name": "custom:none", "Value": "x"}]
)
cognito.create_group(**owner, GroupName="editors")
cognito.admin_add_user_to_group(**bob, GroupName="editors")
seen["groups"] = [group["GroupName"] for group in cognito.admin_list_groups_for_user(**bob)["Groups"]]
cognito.admin_user_global_sign_out(**bob)
seen["revoked"] = refused(
    cognito.initiate_auth,
    ClientId=client_id,
    AuthFlow="REFRESH_TOKEN_AUTH",
    AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]},
)
cognito.admin_disable_user(**bob)
seen["disabled"] = refused(challenge)
cognito.admin_enable_user(**bob)
cognito.admin_delete_user(**bob)
seen["gone"] = refused(cognito.admin_get_user, **bob)

# A pool and a client of its own.
made = cognito.create_user_pool(
    PoolName="made",
    Schema=[{"Name": "plan", "AttributeDataType": "String", "StringAttributeConstraints": {"MaxLength": "4"}}],
)["UserPool"]["Id"]
cognito.add_custom_attributes(
    UserPoolId=made, CustomAttributes=[{"Name": "age", "AttributeDataType": "Number"}]
)
described = cognito.describe_user_pool(UserPoolId=made)["UserPool"]["SchemaAttributes"]
seen["schema"] = [each for each in described if each["Name"].startswith("custom:")]
units = {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"}
client = cognito.create_user_pool_client(
    UserPoolId=made,
    ClientName="web",
    AccessTokenValidity=30,
    IdTokenValidity=45,
    RefreshTokenValidity=12,
    TokenValidityUnits=units,
)["UserPoolClient"]
validities = ["AccessTokenValidity", "IdTokenValidity", "RefreshTokenValidity"]
seen["validity"] = [client[name] for name in validities] + [client["TokenValidityUnits"] == units]
cognito.delete_user_pool(UserPoolId=made)

print(json.dumps(seen))

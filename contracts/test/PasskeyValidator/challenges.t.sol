// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Passkey} from "../support/Passkeys.sol";
import {PasskeyTest} from "../support/PasskeyTest.sol";

/// @dev The four challenges, and the domain that they are signed in. With the precompile, because it is quicker.
/// forge-config: default.hardfork = "osaka"
contract ChallengesTest is PasskeyTest {
    enum Challenge {
        UserOperation,
        UserOperations,
        Message,
        Verification
    }

    uint48 private constant VALID_UNTIL = uint48(START_TIME) + 3 days;

    /// @dev What is signed. The same 32 bytes stand for a user operation's hash, a root, a message and a verification.
    function digestOf(Challenge challenge, address account_, bytes32 hash) private view returns (bytes32) {
        if (challenge == Challenge.UserOperation) return userOperationDigest(address(validator), account_, hash);
        if (challenge == Challenge.UserOperations) {
            return userOperationsDigest(address(validator), account_, hash, VALID_UNTIL);
        }
        if (challenge == Challenge.Message) return messageDigest(address(validator), account_, hash);
        return verificationDigest(address(validator), hash);
    }

    /// @dev Whether a WebAuthn signature is good when it is used as this.
    function counts(Challenge challenge, address account_, bytes32 hash, Passkey memory passkey, bytes memory webAuthn)
        private
        returns (bool)
    {
        if (challenge == Challenge.Verification) {
            return validator.verify(keyOf(passkey), hash, webAuthn) == validator.verify.selector;
        }
        bytes memory signature = bytes.concat(keyOf(passkey), webAuthn);
        if (challenge == Challenge.Message) {
            vm.prank(account_);
            bool valid = validator.isValidSignatureWithSender(address(this), hash, signature)
                == IERC1271.isValidSignature.selector;
            assertEq(validator.isOwnerSignature(account_, hash, signature), valid, "isOwnerSignature");
            return valid;
        }
        PackedUserOperation memory userOp;
        userOp.sender = account_;
        userOp.signature = challenge == Challenge.UserOperation
            ? bytes.concat(hex"00", signature)
            : abi.encodePacked(bytes1(0x01), VALID_UNTIL, uint8(0), signature);
        vm.prank(account_);
        return uint160(validator.validateUserOp(userOp, hash)) == 0;
    }

    /// What is signed as one of the four is good as that one, and as none of the three others.
    function testFuzz_challenges_areNotInterchangeable(bytes32 hash, uint256 seed) public {
        Passkey memory passkey = passkeyFrom(seed);
        replace(address(account), passkey);
        for (uint8 made = 0; made < 4; ++made) {
            bytes memory webAuthn = sign(passkey, digestOf(Challenge(made), address(account), hash));
            for (uint8 used = 0; used < 4; ++used) {
                assertEq(
                    counts(Challenge(used), address(account), hash, passkey, webAuthn),
                    made == used,
                    string.concat(vm.toString(made), " used as ", vm.toString(used))
                );
            }
        }
    }

    /// One passkey owns both accounts: what it signs for one counts for the other in no way.
    function testFuzz_challenges_areForOneAccount(bytes32 hash, uint256 seed) public {
        Passkey memory passkey = passkeyFrom(seed);
        replace(address(account), passkey);
        replace(address(otherAccount), passkey);
        for (uint8 made = 0; made < uint8(Challenge.Verification); ++made) {
            bytes memory webAuthn = sign(passkey, digestOf(Challenge(made), address(account), hash));
            assertTrue(counts(Challenge(made), address(account), hash, passkey, webAuthn), "the account");
            for (uint8 used = 0; used < 4; ++used) {
                assertFalse(
                    counts(Challenge(used), address(otherAccount), hash, passkey, webAuthn), "the other account"
                );
            }
        }
    }

    /// A challenge that is the hash itself, as other systems sign it, is none of the four.
    function test_challenges_areNeverTheHashItself() public {
        bytes32 hash = keccak256("a hash");
        bytes memory webAuthn = sign(ownerPasskey, hash);
        for (uint8 used = 0; used < 4; ++used) {
            assertFalse(counts(Challenge(used), address(account), hash, ownerPasskey, webAuthn), vm.toString(used));
        }
    }

    /// What another validator's users sign is nothing here.
    function test_challenges_areForOneValidator() public {
        bytes32 hash = keccak256("a hash");
        bytes memory webAuthn = sign(ownerPasskey, messageDigest(address(module), address(account), hash));
        assertFalse(counts(Challenge.Message, address(account), hash, ownerPasskey, webAuthn), "another validator");
    }

    function test_eip712Domain_hasNoChainId() public {
        vm.chainId(CHAIN_ID + 1);
        (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        ) = validator.eip712Domain();
        assertEq(bytes32(fields), bytes32(bytes1(0x0b)), "name, version, verifyingContract");
        assertEq(name, "Sparekey Passkey", "name");
        assertEq(version, "1", "version");
        assertEq(chainId, 0, "chainId");
        assertEq(verifyingContract, address(validator), "verifyingContract");
        assertEq(salt, 0, "salt");
        assertEq(extensions.length, 0, "extensions");
    }

    function test_domainSeparator_isTheSameOnEveryChain() public {
        bytes32 expected = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,address verifyingContract)"),
                keccak256("Sparekey Passkey"),
                keccak256("1"),
                address(validator)
            )
        );
        assertEq(validator.domainSeparator(), expected, "domainSeparator");
        vm.chainId(CHAIN_ID + 1);
        assertEq(validator.domainSeparator(), expected, "domainSeparator on another chain");
    }
}

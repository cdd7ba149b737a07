// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {IERC7579Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IEntryPoint, IEntryPointNonces, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Account} from "../../src/Account.sol";
import {AccountFactory} from "../../src/AccountFactory.sol";
import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {Policy} from "../../src/Policy.sol";
import {Request, RecoveryModule} from "../../src/RecoveryModule.sol";
import "./EntryPointCode.sol";
import {Passkey} from "./Passkeys.sol";
import {Policies} from "./Policies.sol";
import {Requests} from "./Requests.sol";

/// @notice EntryPoint v0.8 at its address, all contracts, and two accounts, each with a passkey of its own.
/// @dev The test EVM is cancun's, as the code is (foundry.toml): it has no P-256 precompile, so passkeys are verified in
/// Solidity. A test contract gets the precompile by a line of inline configuration above it that sets the key
/// `default.hardfork` to "osaka".
abstract contract Fixture is Requests, Policies {
    uint256 internal constant START_TIME = 1_800_000_000;
    uint256 internal constant START_BLOCK = 19_000_000;
    uint256 internal constant CHAIN_ID = 8453;

    IEntryPoint internal constant entryPoint = ERC4337Utils.ENTRYPOINT_V08;
    PasskeyValidator internal validator;
    RecoveryModule internal module;
    AccountFactory internal factory;

    /// @dev The owner's passkey, the one that is to take over, and one of somebody else.
    Passkey internal ownerPasskey = passkeyOf("owner");
    Passkey internal newPasskey = passkeyOf("new");
    Passkey internal otherPasskey = passkeyOf("other");

    Account internal account;
    Account internal otherAccount;

    function setUp() public virtual {
        vm.warp(START_TIME);
        vm.roll(START_BLOCK);
        vm.chainId(CHAIN_ID);
        vm.setNonce(address(entryPoint), 1);
        deployTo(address(entryPoint), vm.getCode("EntryPoint.sol:EntryPoint"));
        // By artifact, so that not every test contract contains them all and has to be compiled with them.
        validator = PasskeyValidator(vm.deployCode("PasskeyValidator.sol:PasskeyValidator"));
        module = RecoveryModule(vm.deployCode("RecoveryModule.sol:RecoveryModule"));
        factory = AccountFactory(vm.deployCode("AccountFactory.sol:AccountFactory", abi.encode(validator, module)));
        account = createAccount(ownerPasskey);
        otherAccount = createAccount(otherPasskey);
        vm.label(address(entryPoint), "EntryPoint");
        vm.label(address(validator), "PasskeyValidator");
        vm.label(address(module), "RecoveryModule");
        vm.label(address(account), "account");
        vm.label(address(otherAccount), "otherAccount");
    }

    function createAccount(Passkey memory passkey) internal returns (Account) {
        return Account(payable(factory.createAccount(publicKey(passkey), keccak256("salt of the account"))));
    }

    function epochOf(address account_) internal view returns (uint32 epoch) {
        (, epoch,) = module.accountState(account_);
    }

    function setPolicy(Account account_, Policy memory policy) internal {
        vm.prank(address(account_));
        module.setPolicy(abi.encode(policy));
    }

    // ---- signatures for the contracts deployed here -----------------------------------------------------------------

    function passkeySigner(Passkey memory passkey) internal view returns (bytes memory) {
        return signerOf(address(validator), passkey);
    }

    function hashOf(Request memory request) internal view returns (bytes32) {
        return requestHashOf(address(module), request);
    }

    /// @dev newPasskey accepts the request.
    function acceptanceOf(Request memory request) internal view returns (bytes memory) {
        return acceptanceOf(request, newPasskey);
    }

    function acceptanceOf(Request memory request, Passkey memory passkey) internal view returns (bytes memory) {
        bytes32 digest = acceptanceDigestOf(address(module), hashOf(request));
        return verification(address(validator), passkey, digest);
    }

    // ---- user operations --------------------------------------------------------------------------------------------

    /// @dev Unsigned, without initCode and paymaster, for the passkey validator.
    function userOpOf(address sender, bytes memory callData) internal view returns (PackedUserOperation memory) {
        uint192 key = uint192(uint160(address(validator))) << 32;
        return PackedUserOperation({
            sender: sender,
            nonce: IEntryPointNonces(address(entryPoint)).getNonce(sender, key),
            initCode: "",
            callData: callData,
            accountGasLimits: bytes32(uint256(2_000_000) << 128 | 3_000_000),
            preVerificationGas: 100_000,
            gasFees: bytes32(uint256(1 gwei) << 128 | 2 gwei),
            paymasterAndData: "",
            signature: ""
        });
    }

    function userOpHashOf(PackedUserOperation memory userOp) internal view returns (bytes32) {
        return IUserOpHash(address(entryPoint)).getUserOpHash(userOp);
    }

    function signed(PackedUserOperation memory userOp, Passkey memory passkey)
        internal
        view
        returns (PackedUserOperation memory)
    {
        userOp.signature = userOpSignature(address(validator), passkey, userOp.sender, userOpHashOf(userOp));
        return userOp;
    }

    /// @dev As a bundler does: from an EOA.
    function handle(PackedUserOperation memory userOp) internal {
        PackedUserOperation[] memory userOps = new PackedUserOperation[](1);
        userOps[0] = userOp;
        address payable bundler = payable(address(0xb0B0000000000000000000000000000000000001));
        vm.prank(bundler, bundler);
        entryPoint.handleOps(userOps, bundler);
    }

    /// @dev `mode` 0 and one call: what an account's `execute` takes.
    function executeCall(address target, uint256 value, bytes memory data) internal pure returns (bytes memory) {
        return abi.encodeCall(IERC7579Execution.execute, (bytes32(0), abi.encodePacked(target, value, data)));
    }
}

interface IUserOpHash {
    function getUserOpHash(PackedUserOperation calldata userOp) external view returns (bytes32);
}
